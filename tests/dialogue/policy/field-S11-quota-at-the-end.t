# A message without SIZE is measured when it is complete. If no recipient has room, it is refused. Else all
# get it, and some are over quota by this one message.
use: alice; bob
sql: UPDATE account SET quota = 1000 WHERE name = 'alice'
use: smtp; message
R: Subject: large\r\n\r\n\{100*0123456789}\r\n.\r\n  S: 452 4.2.2 A maildrop has no room for the message
use: envelope
R: BDAT 1000\r\n\{100*0123456789}  S: 250 2.0.0 1000 octets received
C: BDAT 0 LAST  S: 452 4.2.2 A maildrop has no room for the message
use: envelope; unknown team@mail.example; to bob@mail.example; data
R: Subject: both\r\n\r\n\{100*0123456789}\r\n.\r\n  S: 250 2.0.0 Stored as {id}
use: from
C: RCPT TO:<alice@mail.example>  S: 452 4.2.2 The maildrop of <alice@mail.example> is full
use: to bob@mail.example; data
R: Subject: bob\r\n\r\n\{100*0123456789}\r\n.\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT account, subject FROM inbox ORDER BY account, message
| alice | both
| bob | both
| bob | bob
# Deleted mail makes room at once.
use: pop3; username
C: PASS secret  S: +OK {*}
use: delete; pop3-quit
use: smtp; envelope; quit
rows: SELECT name, usage FROM account WHERE name IN ('alice', 'bob') AND usage NOT NULL  | alice | 0
