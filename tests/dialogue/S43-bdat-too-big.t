# Over the limit in the middle of a message, in its only chunk, in a huge one; as large as allowed;
# the session stays in step.
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
R: BDAT 14\r\nSubject: x\r\n\r\n
S: 250 2.0.0 Chunk of 14 octets taken
R: BDAT 4800 LAST\r\n\{800*QUIT\r\n}
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 1025 LAST\r\nSubject: x\r\n\r\n\{1009*y}\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 18\r\nSubject: exact\r\n\r\n
S: 250 2.0.0 Chunk of 18 octets taken
R: BDAT 1006 LAST\r\n\{1004*y}\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example> SIZE=1025
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 24000\r\n\{4000*RSET\r\n}
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
R: BDAT 24000 LAST\r\n\{4000*QUIT\r\n}
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 16 LAST\r\nSubject: small\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message ORDER BY id
| exact
| small
