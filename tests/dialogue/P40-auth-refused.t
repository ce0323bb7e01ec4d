account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH CRAM-MD5
S: -ERR Unknown mechanism, AUTH lists them
C: AUTH X AGFsaWNlAHNlY3JldA==
S: -ERR Unknown mechanism, AUTH lists them
C: AUTH PLAIN,LOGIN
S: -ERR Unknown mechanism, AUTH lists them
# A CR, an LF, a NUL in the name; one in the password; no password; no name.
C: AUTH PLAIN AGFsaQ1jZQBzZWNyZXQ=
S: -ERR A name and a password were expected
C: AUTH PLAIN AGFsaWNlCgBzZWNyZXQ=
S: -ERR A name and a password were expected
C: AUTH PLAIN AGFsaQBjZQBzZWNyZXQ=
S: -ERR A name and a password were expected
C: AUTH PLAIN AGFsaWNlAHNlYwpyZXQ=
S: -ERR A name and a password were expected
C: AUTH PLAIN AGFsaWNl
S: -ERR A name and a password were expected
C: AUTH PLAIN AABzZWNyZXQ=
S: -ERR A name and a password were expected
C: AUTH LOGIN YWxpAGNl
S: -ERR A name and a password were expected
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2UNCg==
S: -ERR A name and a password were expected
C: AUTH LOGIN YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcmV0AA==
S: -ERR A name and a password were expected
# bob acts for alice.
C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR AUTH is out of order, {*} may come now
C: AUTH
S: -ERR AUTH is out of order, {*} may come now
C: AUTH LOGIN
S: -ERR AUTH is out of order, {*} may come now
C: QUIT
S: +OK mail.example closing the connection
# It creates no account, and gives none its first password, not even for an interactive peer.
account: dave
run: pop3d
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AG5ld2NvbWVyAHNlY3JldA==
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH PLAIN AGRhdmUAc2VjcmV0
S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: AUTH PLAIN AGRhdmUA
S: -ERR [AUTH] Wrong name or password, attempts left: 2
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT name, password IS NULL FROM account ORDER BY id
| postmaster | 0
| alice | 0
| dave | 1
