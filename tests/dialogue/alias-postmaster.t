# postmaster and abuse go to the account that the setting names, or else to postmaster's own.
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
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: RCPT TO:<Abuse>
S: 250 2.1.5 Recipient <Abuse@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 1 own
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o postmaster=alice
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<PostMaster>
S: 250 2.1.5 Recipient <PostMaster@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 2 postmaster
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<abuse@mail.example>
S: 250 2.1.5 Recipient <abuse@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 3 abuse
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# An account or another name that is called abuse is the one that is meant.
sql: INSERT INTO alias VALUES ('abuse', 'bob')
run: smtpd -o interactive=none -o postmaster=alice
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<abuse@mail.example>
S: 250 2.1.5 Recipient <abuse@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 4 bob
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# The setting may name an alias, and postmaster may be one.
sql: INSERT INTO alias VALUES ('staff', 'alice'), ('staff', 'bob'), ('postmaster', 'bob')
run: smtpd -o interactive=none -o postmaster=staff
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 5 staff
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 6 bob
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, account FROM inbox ORDER BY subject, account
| 1 own | postmaster
| 2 postmaster | alice
| 3 abuse | alice
| 4 bob | bob
| 5 staff | alice
| 5 staff | bob
| 6 bob | bob
