# A message in chunks is in a loop like any other; more chunks do not make it a good one.
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
R: BDAT 2300\r\n\{100*Received: from a by b\r\n}
S: 554 5.4.6 Too many Received fields, the mail is in a loop
R: BDAT 15 LAST\r\nSubject: loop\r\n
S: 554 5.4.6 Too many Received fields, the mail is in a loop
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 1150\r\n\{50*Received: from a by b\r\n}
S: 250 2.0.0 Chunk of 1150 octets taken
R: BDAT 1140 LAST\r\n\{49*Received: from a by b\r\n}Subject: 99\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message
| 99
