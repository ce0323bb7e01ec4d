use: alice; mail
|
| text
use: mail two; maildrop 2
C: RETR 1  S: +OK {d} octets
use: top-fields
S: Subject: one
S:
S: text
S: .
# TOP does not mark a message as read.
C: TOP 2 10  S: +OK Top of the message follows
use: rest; pop3-quit
rows: SELECT subject, seen FROM inbox ORDER BY message
| one | 1
| two | 0
