# One that leads to nobody is as good as none; of several targets those count that are there.
account: alice secret
sql: INSERT INTO alias VALUES ('gone', 'former'), ('far', 'gone'), ('some', 'former'), ('some', 'alice'),
| ('elsewhere', 'x@elsewhere.example')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<gone@mail.example>
S: 550 5.1.1 Nobody here is called <gone@mail.example>
C: RCPT TO:<far@mail.example>
S: 550 5.1.1 Nobody here is called <far@mail.example>
C: RCPT TO:<elsewhere@mail.example>
S: 550 5.1.1 Nobody here is called <elsewhere@mail.example>
C: RCPT TO:<former@mail.example>
S: 550 5.1.1 Nobody here is called <former@mail.example>
C: RCPT TO:<some@mail.example>
S: 250 2.1.5 Recipient <some@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: some
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox
| alice | some
