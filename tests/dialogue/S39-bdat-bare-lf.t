# A LF by itself is a line end to some and not to others: no message has one, whichever way it
# comes; also not between two chunks.
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
R: BDAT 20 LAST\r\nSubject: 1\r\n\r\na\n.\r\n\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 15\r\nSubject: 2\r\n\r\na
S: 250 2.0.0 Chunk of 15 octets taken
R: BDAT 4 LAST\r\n\nb\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 5 LAST\r\n\na\r\nb
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
