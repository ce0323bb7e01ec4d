# A last line that BDAT has brought without CRLF gets one, also behind a CR by itself; and none
# when its CRLF came in two chunks. test_dialogue.py compares the sizes.
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
R: BDAT 20 LAST\r\nSubject: 1\r\n\r\nno end
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 17 LAST\r\nSubject: 2\r\n\r\nCR\r
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 18 LAST\r\nSubject: 3\r\n\r\nNUL\0
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 10 LAST\r\nSubject: 4
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 25\r\nSubject: 5\r\n\r\ntwo chunks\r
S: 250 2.0.0 Chunk of 25 octets taken
R: BDAT 1 LAST\r\n\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 20\r\nSubject: 6\r\n\r\nthree\r
S: 250 2.0.0 Chunk of 20 octets taken
R: BDAT 1\r\n\n
S: 250 2.0.0 Chunk of 1 octets taken
R: BDAT 0 LAST\r\n
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
S: +OK Signed in, 6 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: 1
S:
S: no end
S: .
C: RETR 2
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: 2
S:
S: CR{x0D}
S: .
C: RETR 3
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: 3
S:
S: NUL{x00}
S: .
C: RETR 4
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: 4
S: .
C: RETR 5
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: 5
S:
S: two chunks
S: .
C: RETR 6
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: 6
S:
S: three
S: .
C: QUIT
S: +OK mail.example closing the connection
