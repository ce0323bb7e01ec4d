modes: step
account: alice secret
run: smtpd -o interactive=none -o command_timeout=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 100 LAST\r\nSubject: never finished
S: 421 4.4.2 Nothing heard for too long, closing
rows: SELECT count(*) FROM message
| 0
