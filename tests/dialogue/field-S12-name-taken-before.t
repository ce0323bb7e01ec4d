# A name that has been taken in this transaction is not looked up again, in any letter case, nor with
# other tags: not even where it has been made to lead elsewhere meanwhile.
modes: step
account: alice secret
account: bob
sql: INSERT INTO alias VALUES ('team', 'alice')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team+one@mail.example>
S: 250 2.1.5 Recipient <team+one@mail.example> accepted
meanwhile sql: UPDATE alias SET target = 'bob'
C: RCPT TO:<team+one@mail.example>
S: 250 2.1.5 Recipient <team+one@mail.example> accepted
C: RCPT TO:<TEAM@mail.example>
S: 250 2.1.5 Recipient <TEAM@mail.example> accepted
C: RCPT TO:<Team+two@mail.example>
S: 250 2.1.5 Recipient <Team+two@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team@mail.example>
S: 250 2.1.5 Recipient <team@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: two
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox ORDER BY message
| alice | one
| bob | two
