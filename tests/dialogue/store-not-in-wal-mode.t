# A copy that VACUUM INTO made is not in WAL mode; it is again before anything is stored.
account: alice secret
sql: PRAGMA journal_mode=DELETE
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
C: Subject: kept
C: .
S: 250 2.0.0 Stored as {any}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: PRAGMA journal_mode
| wal
rows: SELECT subject FROM inbox
| kept
