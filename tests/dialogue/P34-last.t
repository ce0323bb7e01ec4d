account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: LAST
S: -ERR Unknown command, HELP lists them
C: QUIT
S: +OK mail.example closing the connection
