# As large as allowed, and one octet more; the fields that the server adds do not count.
account: alice secret
run: smtpd -o interactive=none -o max_message_size=1024
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: x\r\n\r\n..\{1007*y}\r\n
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: x\r\n\r\n..\{1008*y}\r\n
C: .
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 2
