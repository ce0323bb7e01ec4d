# Odd octets just before and just after the true end of the data.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# CR, CRLF, dot, CRLF: the end is found, the CR by itself is still one.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# CRLF, dot, CR, CR, LF is not the end.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r\n.\r\r\nstill text\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# LF by itself at the very beginning of the data.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: \n.\r\nstill text\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# A dot and a space are text.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: dots\r\n\r\n. \r\n...\r\n.\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 1
