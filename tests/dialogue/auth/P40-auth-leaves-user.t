# AUTH cancels USER. Five wrong passwords are too many, whatever the mechanisms. (The same password by another
# mechanism is no new attempt: P12-one-attempt-in-three-ways.)
use: alice; pop3; username
C: AUTH CRAM-MD5  S: -ERR Unknown mechanism, AUTH lists the mechanisms
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
use: username
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: bm9ib2R5  S: + UGFzc3dvcmQ6
C: d3Jvbmc=  S: -ERR [AUTH] Wrong name or password
use: username; wrong-password wrongs; mechanism-plain
C: AGFsaWNlAHdyb25n  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: -ERR [AUTH] Too many wrong passwords, closing
