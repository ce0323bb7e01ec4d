# Too much data is read up to its real end and gets one reply; the session stays in step.
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
R: \{300*0123456789}\r\n..\r\nQUIT\r\n\{300*0123456789}\r\n.\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: NOOP
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: small
C:
C: enough
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message
| small
