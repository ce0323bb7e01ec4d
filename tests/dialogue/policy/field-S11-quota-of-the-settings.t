# The default quota works like an account's own. In LMTP each recipient gets its reply.
use: alice; bob
sql: UPDATE account SET quota = 0 WHERE name = 'bob'
use: smtpd-greets -l -o quota=1000
C: LHLO server.example  S: 250-mail.example {*}
use: extensions; envelope; to postmaster@mail.example; data
R: Subject: large\r\n\r\n\{100*0123456789}\r\n.\r\n  S: 452 4.2.2 A maildrop has no room for the message
S: 452 4.2.2 A maildrop has no room for the message
use: envelope; to bob@mail.example
R: BDAT 1000 LAST\r\n\{100*0123456789}  S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT name FROM inbox JOIN account ON account.name = inbox.account ORDER BY name
| alice
| bob
