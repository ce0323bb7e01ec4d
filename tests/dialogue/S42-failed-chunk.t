# Behind a chunk that has failed all that belongs to the message is swallowed, up to LAST or RSET.
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
R: BDAT 602\r\n\{600*x}\r\n
S: 250 2.0.0 Chunk of 602 octets taken
R: BDAT 602\r\n\{600*x}\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
C: MAIL FROM:<other@remote.example>
S: 503 5.5.1 MAIL is out of order, {*} may come now
R: BDAT 12\r\nNOOP\r\nQUIT\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: BDAT 0
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: NOOP
S: 250 2.0.0 OK
R: BDAT 63 LAST\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 14 LAST\r\nSubject: one\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 1204\r\n\{600*x}\r\n\{600*x}\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: RSET
S: 250 2.0.0 OK
R: BDAT 63 LAST\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 14 LAST\r\nSubject: two\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 1204\r\n\{600*x}\r\n\{600*x}\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message ORDER BY id
| one
| two
