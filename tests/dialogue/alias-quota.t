# Without room for one of its accounts a name has room for none.
account: alice secret
account: bob secret
sql: UPDATE account SET quota = 1000 WHERE name = 'bob'; INSERT INTO alias VALUES ('team', 'alice'), ('team', 'bob')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SIZE=2000
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team@mail.example>
S: 452 4.2.2 The maildrop of <team@mail.example> is full
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: alice
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example> SIZE=500
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team@mail.example>
S: 250 2.1.5 Recipient <team@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: team
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, account FROM inbox ORDER BY message, account
| alice | alice
| team | alice
| team | bob
