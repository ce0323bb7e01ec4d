# There is no TLS yet: STLS is an unknown command in every state.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: STLS
S: -ERR Unknown command
C: PASS secret
S: -ERR PASS is out of order, {*} may come now
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: STLS
S: -ERR Unknown command
C: STAT
S: +OK 0 0
C: QUIT
S: +OK mail.example closing the connection
