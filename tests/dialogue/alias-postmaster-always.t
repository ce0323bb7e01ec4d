# Whatever the setting and the aliases say: postmaster always exists.
account: alice secret
run: smtpd -o interactive=none -o postmaster=nobody
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: RCPT TO:<abuse@mail.example>
S: 250 2.1.5 Recipient <abuse@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
sql: INSERT INTO alias VALUES ('postmaster', 'former')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: two
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox ORDER BY message
| postmaster | one
| postmaster | two
