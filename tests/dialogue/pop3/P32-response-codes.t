# What the peer sent never becomes a response code.
use: alice; pop3d-greets
C: USER [AUTH]  S: +OK {![}{*}
use: username
C: PASS [secret]  S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: [AUTH]  S: -ERR Unknown command, HELP lists the commands
use: login alice | secret | 0
C: RETR [SYS/PERM]  S: -ERR {![}{*}
C: LIST [1]  S: -ERR {![}{*}
use: pop3-quit
