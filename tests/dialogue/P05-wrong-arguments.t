account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER
S: -ERR Syntax: {*}
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: DELE
S: -ERR Syntax: {*}
C: TOP 1
S: -ERR Syntax: {*}
C: TOP
S: -ERR Syntax: {*}
C: TOP 1 -1
S: -ERR {*}
C: TOP 1 x
S: -ERR {*}
C: TOP 1 2 3
S: -ERR {*}
C: RETR 1 2
S: -ERR {*}
C: DELE 1 1
S: -ERR {*}
C: LIST 1 1
S: -ERR {*}
C: STAT 1
S: -ERR STAT takes no argument
C: NOOP x
S: -ERR NOOP takes no argument
C: RSET 1
S: -ERR RSET takes no argument
C: QUIT now
S: -ERR QUIT takes no argument
C: STAT
S: +OK 1 {d}
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM delivery
| 1
