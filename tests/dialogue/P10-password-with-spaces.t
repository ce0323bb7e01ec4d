run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK alice is a new name, PASS creates the account
R: PASS two  words \r\n
S: +OK Account alice created, no messages yet
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS two  words
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
R: PASS two words \r\n
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
R: PASS  two  words \r\n
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
R: PASS two  words \r\n
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
