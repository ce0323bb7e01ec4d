use: in-steps; alice; mail; maildrop
C: UIDL  S: +OK Unique-ids follow
S: 1 {uid1=id}
S: .
meanwhile deliver: sender@remote.example alice
| Subject: two
C: STAT  S: +OK 1 {d}
C: LIST 2  S: -ERR There is no message 2
C: RETR 2  S: -ERR There is no message 2
use: delete
C: RSET  S: +OK Nothing is marked as deleted, 1 message, {d} octets
use: delete; pop3-quit
use: maildrop
C: UIDL 1  S: +OK 1 {!=uid1}{id}
use: header
S*: {any}
S: Subject: two
use: rest; pop3-quit
