# Whatever is wrong with name or password gets the same code, and nothing else gets it.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: USER nobody
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==
S: -ERR [AUTH] Wrong name or password
C: PASS secret
S: -ERR {![}{*}
C: AUTH X
S: -ERR {![}{*}
C: QUIT
S: +OK mail.example closing the connection
