# The quota of the settings counts as one of an account's own does; by LMTP each recipient is told.
account: alice secret
account: bob secret
sql: UPDATE account SET quota = 0 WHERE name = 'bob'
run: smtpd -l -o quota=1000
S: 220 mail.example ESMTP pillarbox
C: LHLO server.example
S: 250-mail.example {*}
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: large\r\n\r\n\{100*0123456789}\r\n.\r\n
S: 452 4.2.2 A maildrop has no room for the message
S: 452 4.2.2 A maildrop has no room for the message
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
R: BDAT 1000 LAST\r\n\{100*0123456789}
S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name FROM inbox JOIN account ON account.name = inbox.account ORDER BY name
| alice
| bob
