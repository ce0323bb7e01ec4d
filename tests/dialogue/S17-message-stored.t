# A message that is stored sets the count to 0, by DATA and by BDAT; one that is refused does not.
account: alice secret
run: smtpd -o interactive=none -o max_errors=2
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example> is not in a domain of ours
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 14 LAST\r\nSubject: two\r\n
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: a\nb\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: MAIL FROM:<sender@remote.example>
S: 421 4.7.0 Too many errors, closing
rows: SELECT subject FROM inbox ORDER BY message
| one
| two
