# Nobody holds the writer lock while waiting for the network.
modes: step
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
meanwhile free: writer
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
meanwhile free: writer
C:
C: text
C: .
S: 250 2.0.0 Stored as {id}
meanwhile free: writer
meanwhile rows: SELECT subject FROM inbox
| one
C: QUIT
S: 221 2.0.0 mail.example closing the connection
