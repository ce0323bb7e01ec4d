# Aliases that lead around in a circle end at once: what the circle also leads to gets the mail, and
# a name that leads nowhere else is nobody, or the account of that name.
account: alice secret
account: bob
sql: INSERT INTO alias VALUES ('a', 'b'), ('b', 'c'), ('c', 'a'), ('c', 'alice')
sql: INSERT INTO alias VALUES ('x', 'y'), ('y', 'x'), ('bob', 'z'), ('z', 'bob')
sql: INSERT INTO alias VALUES ('self', 'self'), ('self', 'a')
refused: INSERT INTO alias VALUES ('a', 'B')
| UNIQUE {*}
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<a@mail.example>
S: 250 2.1.5 Recipient <a@mail.example> accepted
C: RCPT TO:<self@mail.example>
S: 250 2.1.5 Recipient <self@mail.example> accepted
C: RCPT TO:<x@mail.example>
S: 550 5.1.1 Nobody here is called <x@mail.example>
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox ORDER BY account
| alice | one
| bob | one
