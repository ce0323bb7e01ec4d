# What is refused here for want of room is not handed on before.
account: alice secret
sql: UPDATE account SET quota = 1000 WHERE name = 'alice'
program: relay
| #!/bin/sh
| cat >>"$0.mail"
run: smtpd -o interactive=none -o relay={dir}/relay
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: large\r\n\r\n\{100*0123456789}\r\n.\r\n
S: 452 4.2.2 A maildrop has no room for the message
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: relay.mail
rows: SELECT count(*) FROM message
| 0
