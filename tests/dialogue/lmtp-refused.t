# What is wrong with the message is said to every recipient.
account: alice secret
account: bob secret
run: smtpd -l -o max_message_size=1024
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: bare LF\n\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: \{2000*x}\r\n.\r\n
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
R: BDAT 1100\r\n\{1100*x}
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: BDAT 0 LAST
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
S: 552 5.3.4 Too big, a message has at most 1 KB (1024 octets)
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# The store does not answer.
hold: writer
run: smtpd -l -o lock_timeout=1
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 451 4.3.0 The mail store did not answer, try again later
S: 451 4.3.0 The mail store did not answer, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# One maildrop is full: the others get theirs.
sql: UPDATE account SET quota = 1 WHERE name = 'bob'; INSERT INTO alias VALUES ('both', 'alice'), ('both', 'bob')
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SIZE=10
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<bob@mail.example>
S: 452 4.2.2 The maildrop of <bob@mail.example> is full
C: RCPT TO:<both@mail.example>
S: 452 4.2.2 The maildrop of <both@mail.example> is full
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: two
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox
| alice | two
