# AUTH takes USER back; and five wrong passwords are too many, by whichever way they come. (The same one
# by another way is no attempt of its own: P12-one-attempt-in-three-ways.)
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: AUTH CRAM-MD5
S: -ERR Unknown mechanism, AUTH lists them
C: PASS secret
S: -ERR PASS is out of order, {*} may come now
C: USER alice
S: +OK PASS and the password, please
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: bm9ib2R5
S: + UGFzc3dvcmQ6
C: d3Jvbmc=
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS wrongs
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHdyb25n
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: -ERR [AUTH] Too many wrong passwords, closing
