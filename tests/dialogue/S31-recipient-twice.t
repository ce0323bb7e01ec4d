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
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: RCPT TO:<ALICE@localhost>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice+lists@mail.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:alice
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: once
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox ORDER BY account
| alice | once
| bob | once
rows: SELECT count(*) FROM message
| 1
