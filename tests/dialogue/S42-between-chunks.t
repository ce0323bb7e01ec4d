# Between chunks no other command touches the message, but RSET and EHLO, which drop it.
account: alice secret
account: bob secret
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
R: BDAT 21\r\nSubject: whole\r\n\r\none
S: 250 2.0.0 Chunk of 21 octets taken
C: DATA
S: 503 5.5.1 DATA is out of order, BDAT may come now
C: MAIL FROM:<other@remote.example>
S: 503 5.5.1 MAIL is out of order, BDAT may come now
C: RCPT TO:<bob@mail.example>
S: 503 5.5.1 RCPT is out of order, BDAT may come now
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 503 5.5.1 AUTH is out of order, BDAT may come now
C: NOOP
S: 250 2.0.0 OK
C: VRFY bob
S: 252 2.1.5 Ask with RCPT, mail is accepted or refused there
C: HELP
S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
C: XYZZY
S: 500 5.5.1 Unknown command, HELP lists them
R: BDAT 6 LAST\r\n two\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 18\r\nSubject: dropped\r\n
S: 250 2.0.0 Chunk of 18 octets taken
C: RSET
S: 250 2.0.0 OK
C: RCPT TO:<bob@mail.example>
S: 503 5.5.1 RCPT is out of order, MAIL may come now
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 21 LAST\r\nSubject: after RSET\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 18\r\nSubject: dropped\r\n
S: 250 2.0.0 Chunk of 18 octets taken
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 21\r\nSubject: after EHLO\r\n
S: 250 2.0.0 Chunk of 21 octets taken
C: BDAT 0 LAST
S: 250 2.0.0 Stored as {id}
# DATA in the place of a first chunk is a matter of its own, and BDAT cannot follow it.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: BDAT 5 LAST
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 18\r\nSubject: dropped\r\n
S: 250 2.0.0 Chunk of 18 octets taken
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject, content LIKE '%' || char(13, 10, 13, 10) || 'one two' || char(13, 10) FROM inbox ORDER BY message
| alice | whole | 1
| alice | after RSET | 0
| alice | after EHLO | 0
| alice |  | 0
