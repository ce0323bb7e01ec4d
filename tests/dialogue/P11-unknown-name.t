# Replies do not tell an unknown name from a wrong password.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER nobody
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: USER no such name!
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: USER postmaster
S: +OK PASS and the password, please
C: PASS !
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT name FROM account ORDER BY id
| postmaster
| alice
