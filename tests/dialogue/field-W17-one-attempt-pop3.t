# What is wrong for a mechanism can be right for PASS, where that creates the account, or gives it its
# first password.
account: bare
run: pop3d
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AG5ldwBzZWNyZXQ=
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH LOGIN bmV3
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: USER new
S: +OK new is a new name, PASS creates the account
C: PASS secret
S: +OK Account new created, no messages yet
C: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGJhcmUAc2VjcmV0
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: USER bare
S: +OK PASS and the password, please
C: PASS secret
S: +OK Password set, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
# An account that is there is another matter.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER new
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH PLAIN AG5ldwB3cm9uZw==
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: bmV3
S: + UGFzc3dvcmQ6
C: d3Jvbmc=
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: USER new
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: QUIT
S: +OK mail.example closing the connection
