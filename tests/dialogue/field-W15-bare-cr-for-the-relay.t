# What comes by BDAT and goes to the relay holds no NUL and no CR by itself, as if it came by DATA:
# after CR CR LF a dot might end the message there. Nothing of it is handed on or stored, for
# recipients here neither.
account: alice secret
account: bob secret
file: relay
| cat > message
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
# CR CR LF, and a dot in a line of its own
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 50 LAST\r\nSubject: x\r\n\r\na\r\r\n.\r\r\nMAIL FROM:<x@mail.example>\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# In the header, in the middle of a line, before the dot
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 19 LAST\r\nSubject: x\ry\r\n\r\nz\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 21 LAST\r\nSubject: x\r\n\r\na\r.\rb\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# The last octet of a chunk: its LF may come with the next one, or not. It is said again for each.
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 16\r\nSubject: x\r\n\r\na\r
S: 250 2.0.0 Chunk of 16 octets taken
R: BDAT 4\r\n\nb\r\n
S: 250 2.0.0 Chunk of 4 octets taken
R: BDAT 2\r\nc\r
S: 250 2.0.0 Chunk of 2 octets taken
R: BDAT 3\r\nd\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
R: BDAT 3 LAST\r\ne\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# The last octet of the message, and of one whose last chunk is empty
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 16 LAST\r\nSubject: x\r\n\r\na\r
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 18\r\nSubject: x\r\n\r\na\r\n\r
S: 250 2.0.0 Chunk of 18 octets taken
R: BDAT 0 LAST\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# NUL
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 19 LAST\r\nSubject: x\r\n\r\na\0b\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
# One recipient elsewhere is enough, in any order.
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 22 LAST\r\nSubject: x\r\n\r\na\r\r\n.\r\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
R: BDAT 19 LAST\r\nSubject: x\r\n\r\na\rb\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: message
rows: SELECT count(*) FROM message
| 0
# Who sends to people here only may go on with it, and a relay gets what is right.
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
R: BDAT 25 LAST\r\nSubject: x\r\n\r\na\r\r\n.\r\r\n\0\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 16\r\nSubject: x\r\n\r\na\r
S: 250 2.0.0 Chunk of 16 octets taken
R: BDAT 5 LAST\r\n\n.\r\nb
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id}
| {x09}for <friend@elsewhere.example>;
| {x09}{date}
| From: <alice@mail.example>
| Date: {date}
| Message-ID: <{id}@mail.example>
| Subject: x
|
| a
| .
| b
rows: SELECT count(*) FROM message
| 1
