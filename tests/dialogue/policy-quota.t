# A recipient whose maildrop has no room for the message, or for any, is refused.
account: alice secret
account: bob secret
run: smtpd -o interactive=none -o quota=2000
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SIZE=3000
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 452 4.2.2 The maildrop of <alice@mail.example> is full
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: less\r\n\r\n\{160*0123456789}\r\n.\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example> SIZE=500
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 452 4.2.2 The maildrop of <alice@mail.example> is full
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# The account's own limit counts more than the setting; 0 is no limit.
sql: UPDATE account SET quota = 0 WHERE name = 'alice'; UPDATE account SET quota = 100 WHERE name = 'bob'
run: smtpd -o interactive=none -o quota=2000
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SIZE=5000
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 452 4.2.2 The maildrop of <bob@mail.example> is full
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message
| less
