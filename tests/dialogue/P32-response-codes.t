# What the peer has sent does not become a response code.
account: alice secret
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER [AUTH]
S: +OK {![}{*}
C: USER alice
S: +OK PASS and the password, please
C: PASS [secret]
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: [AUTH]
S: -ERR Unknown command, HELP lists them
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: RETR [SYS/PERM]
S: -ERR {![}{*}
C: LIST [1]
S: -ERR {![}{*}
C: QUIT
S: +OK mail.example closing the connection
