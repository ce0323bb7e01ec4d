account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: LIST 0
S: -ERR {*}
C: LIST -1
S: -ERR {*}
C: LIST +1
S: -ERR {*}
C: LIST 1x
S: -ERR {*}
C: LIST 2
S: -ERR There is no message 2
C: LIST 4294967297
S: -ERR {*}
C: LIST 18446744073709551617
S: -ERR {*}
C: RETR 0
S: -ERR {*}
C: RETR 4294967297
S: -ERR {*}
C: DELE 18446744073709551617
S: -ERR {*}
C: DELE x
S: -ERR {*}
C: UIDL -1
S: -ERR {*}
C: TOP 4294967297 0
S: -ERR {*}
C: STAT
S: +OK 1 {d}
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM delivery
| 1
