# A last chunk may be empty, behind others or alone.
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
C: BDAT 0 LAST
S: 250 2.0.0 Stored as {id}
C: NOOP
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: BDAT 0
S: 250 2.0.0 Chunk of 0 octets taken
R: BDAT 14\r\nSubject: one\r\n
S: 250 2.0.0 Chunk of 14 octets taken
C: BDAT 0
S: 250 2.0.0 Chunk of 0 octets taken
C: BDAT 0 LAST
S: 250 2.0.0 Stored as {id}
C: BDAT 0 LAST
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*), max(subject) FROM message
| 2 | one
