# A peer whose address the environment gives in no form that can be read is nobody local, and is not
# called so.
account: alice secret
on: unix
env: REMOTE_HOST=client.elsewhere.example
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO client.example
S: 250 mail.example
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT peer = '' FROM message
| 1
rows: SELECT instr(data, CAST('from client.example (unknown)' AS BLOB)) > 0 FROM content
| 1
