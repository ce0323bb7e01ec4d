# The second MAIL is refused and the first transaction goes on.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<first@remote.example>
S: 250 2.1.0 Sender <first@remote.example> accepted
C: MAIL FROM:<second@remote.example>
S: 503 5.5.1 MAIL is out of order, RCPT may come now
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: MAIL FROM:<third@remote.example>
S: 503 5.5.1 MAIL is out of order, RCPT or DATA may come now
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: first
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT sender, subject FROM inbox
| first@remote.example | first
