account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: USER nobody
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS secrets
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS SECRET
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Too many wrong passwords, closing
