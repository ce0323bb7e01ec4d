# A recipient whose maildrop has no room for the message, or for any, is refused.
use: alice; bob; smtp -o quota=2000
C: MAIL FROM:<sender@remote.example> SIZE=3000  S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>  S: 452 4.2.2 The maildrop of <alice@mail.example> is full
use: reset; message
R: Subject: less\r\n\r\n\{160*0123456789}\r\n.\r\n  S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example> SIZE=500  S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>  S: 452 4.2.2 The maildrop of <alice@mail.example> is full
use: to bob@mail.example; quit
# The account's own limit overrides the setting; 0 is no limit.
sql: UPDATE account SET quota = 0 WHERE name = 'alice'; UPDATE account SET quota = 100 WHERE name = 'bob'
use: smtp -o quota=2000
C: MAIL FROM:<sender@remote.example> SIZE=5000  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: to
C: RCPT TO:<bob@mail.example>  S: 452 4.2.2 The maildrop of <bob@mail.example> is full
use: quit
rows: SELECT subject FROM message  | less
