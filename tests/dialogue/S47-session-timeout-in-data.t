modes: step
account: alice secret
run: smtpd -o interactive=none -o command_timeout=10 -o session_timeout=2
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
C: Subject: slow
wait: 0.7
C: slow
wait: 0.7
C: slow
S: 421 4.4.2 The session has lasted too long, closing
rows: SELECT count(*) FROM message
| 0
