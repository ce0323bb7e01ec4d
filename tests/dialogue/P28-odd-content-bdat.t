# The same as it comes in by BDAT: a header alone, NUL and CR by itself, a line of 100,000 octets.
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
R: BDAT 17 LAST\r\nSubject: header\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 35 LAST\r\nSubject: o\rdd\r\n\r\nx\0y\rz\r\n\0\r\n\r\r\n.\r.\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 50017\r\nSubject: long\r\n\r\n\{50000*y}
S: 250 2.0.0 Chunk of 50017 octets taken
R: BDAT 50002 LAST\r\n\{50000*y}\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT (SELECT sum(octets) FROM message) - (SELECT sum(length(data)) FROM content)
| 0
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 3 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: header
S: .
C: TOP 1 5
S: +OK Top of the message follows
S*: {any}
S: Subject: header
S*:
S: .
C: RETR 2
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: o{x0D}dd
S:
S: x{x00}y{x0D}z
S: {x00}
S: {x0D}
S: ..{x0D}.
S: .
C: TOP 2 2
S: +OK Top of the message follows
S*: {any}
S: Subject: o{x0D}dd
S:
S: x{x00}y{x0D}z
S: {x00}
S: .
C: RETR 3
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: long
S:
S: {100000*y}
S: .
C: QUIT
S: +OK mail.example closing the connection
