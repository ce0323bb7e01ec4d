# A chunk is taken as it is: no dot is taken off, none ends it, and the next command follows at
# once.
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
R: BDAT 5 LAST\r\nhello
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 66 LAST\r\n
R: Subject: dots\r\n\r\n.\r\n..\r\n...x\r\n\r\n.\r\nMAIL FROM:<x@y.example>\r\nQUIT\r\n
S: 250 2.0.0 Stored as {id}
C: NOOP
S: 250 2.0.0 OK
# In any letter case, with spaces to spare.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: bdat  18  last  \r\nSubject: three\r\n\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 8\r\nSubject:
S: 250 2.0.0 Chunk of 8 octets taken
R: Bdat 9 Last\r\n four\r\n\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 4 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S*: {any}
S:
S: hello
S: .
C: RETR 2
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: dots
S:
S: ..
S: ...
S: ....x
S:
S: ..
S: MAIL FROM:<x@y.example>
S: QUIT
S: .
C: TOP 3 0
S: +OK Top of the message follows
S*: {any}
S: Subject: three
S:
S: .
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT replace(replace(CAST(substr(data, instr(data, CAST('Subject' AS BLOB))) AS TEXT), char(13), 'R'), char(10), 'N') FROM content JOIN message ON message.id = content.id >> 16 WHERE message.id > 2
| Subject: threeRNRN
| Subject: fourRNRN
# From a person at a terminal: the command may end in LF, the chunk is taken as it is.
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: HELO localhost
S: 250 mail.example
L: MAIL FROM: sender@remote.example
S: 250 2.1.0 Sender <sender@remote.example> accepted
L: RCPT TO: alice
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 8\nSubject:
S: 250 2.0.0 Chunk of 8 octets taken
R: BDAT 13 LAST\n five\r\n\r\na\rb\r
S: 250 2.0.0 Stored as {id}
L: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT replace(replace(CAST(substr(data, instr(data, CAST('Subject' AS BLOB))) AS TEXT), char(13), 'R'), char(10), 'N') FROM content JOIN message ON message.id = content.id >> 16 WHERE message.id > 4
| Subject: fiveRNRNaRbRRN
