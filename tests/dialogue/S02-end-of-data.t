# Only CRLF, dot, CRLF ends the data of a DATA command that came with CRLF. What looks like the
# end elsewhere makes the message unacceptable, and what stands behind it is no command.
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
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\n.\nMAIL FROM:<evil@remote.example>\nRCPT TO:<alice@mail.example>\nDATA\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\n.\r\nMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r\n.\nMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r.\rMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r.\nMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\n.\rMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r\n\0.\r\nMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: text\r\n.\0\r\nMAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\nevil
R: \r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
