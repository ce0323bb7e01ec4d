account: alice secret
account: dave
use: mail; pop3; username newcomer; wrong-password secret
# An account without a password cannot be entered and gets no password.
use: username dave; wrong-password secret; login
C: LIST  S: +OK 1 message, {size=d} octets
S: 1 {=size}
S: .
C: LIST 1  S: +OK 1 {=size}
C: RETR  S: -ERR Syntax: {*}
C: RETR U  S: -ERR {*}
use: pop3-quit
rows: SELECT name, password IS NULL FROM account ORDER BY id
| postmaster | 0
| alice | 0
| dave | 1
