account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: STAT
S: -ERR STAT is out of order, {*} may come now
C: PASS secret
S: -ERR PASS is out of order, {*} may come now
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
