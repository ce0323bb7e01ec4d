# '*' gets what nobody else gets: neither accounts nor other names, with a tag or without.
account: alice secret
account: bob secret
sql: INSERT INTO alias VALUES ('*', 'bob'), ('team', 'alice'), ('gone', 'former')
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
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: alice
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice+tag@mail.example>
S: 250 2.1.5 Recipient <alice+tag@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: alice+tag
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team+tag@mail.example>
S: 250 2.1.5 Recipient <team+tag@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: team+tag
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<anybody@mail.example>
S: 250 2.1.5 Recipient <anybody@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: anybody
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<any+body@mail.example>
S: 250 2.1.5 Recipient <any+body@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: any+body
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<gone@mail.example>
S: 250 2.1.5 Recipient <gone@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: gone
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<"no name"@mail.example>
S: 250 2.1.5 Recipient <"no name"@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: no name
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<+@mail.example>
S: 250 2.1.5 Recipient <+@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: +
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<postmaster@mail.example>
S: 250 2.1.5 Recipient <postmaster@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: postmaster
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<abuse@mail.example>
S: 250 2.1.5 Recipient <abuse@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: abuse
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<anybody@elsewhere.example>
S: 550 5.7.1 <anybody@elsewhere.example> is not in a domain of ours
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, account FROM inbox ORDER BY message
| alice | alice
| alice+tag | alice
| team+tag | alice
| anybody | bob
| any+body | bob
| gone | bob
| no name | bob
| + | bob
| postmaster | postmaster
| abuse | postmaster
# A catch-all for several, one of them by another name.
sql: INSERT INTO alias VALUES ('*', 'team')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<anybody@mail.example>
S: 250 2.1.5 Recipient <anybody@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: all
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account FROM inbox WHERE subject = 'all' ORDER BY account
| alice
| bob
