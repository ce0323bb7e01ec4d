use: alice; pop3
C: AUTH CRAM-MD5  S: -ERR Unknown mechanism, AUTH lists the mechanisms
C: AUTH X AGFsaWNlAHNlY3JldA==  S: -ERR Unknown mechanism, AUTH lists the mechanisms
C: AUTH PLAIN,LOGIN  S: -ERR Unknown mechanism, AUTH lists the mechanisms
# CR, LF, NUL in the name; LF in the password; no password; no name.
each: -ERR A name and a password are required
| AUTH PLAIN AGFsaQ1jZQBzZWNyZXQ=
| AUTH PLAIN AGFsaWNlCgBzZWNyZXQ=
| AUTH PLAIN AGFsaQBjZQBzZWNyZXQ=
| AUTH PLAIN AGFsaWNlAHNlYwpyZXQ=
| AUTH PLAIN AGFsaWNl
| AUTH PLAIN AABzZWNyZXQ=
| AUTH LOGIN YWxpAGNl
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: YWxpY2UNCg==  S: -ERR A name and a password are required
C: AUTH LOGIN YWxpY2U=  S: + UGFzc3dvcmQ6
C: c2VjcmV0AA==  S: -ERR A name and a password are required
# bob acts for alice.
C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: -ERR AUTH is out of sequence, expected {*}
C: AUTH  S: -ERR AUTH is out of sequence, expected {*}
C: AUTH LOGIN  S: -ERR AUTH is out of sequence, expected {*}
use: pop3-quit
# AUTH creates no account and sets no first password, not even for an interactive peer.
account: dave
use: pop3d-greets
C: AUTH PLAIN AG5ld2NvbWVyAHNlY3JldA==  S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH PLAIN AGRhdmUAc2VjcmV0  S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: AUTH PLAIN AGRhdmUA  S: -ERR [AUTH] Wrong name or password, attempts left: 2
use: pop3-quit
rows: SELECT name, password IS NULL FROM account ORDER BY id
| postmaster | 0
| alice | 0
| dave | 1
