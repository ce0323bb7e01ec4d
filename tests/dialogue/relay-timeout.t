# A program that hangs is ended after command_timeout, whether it has read the message or not.
modes: step
account: alice secret
file: read
| cat > message
| exec sleep 20
file: stop
| exec sleep 20
run: smtpd -o interactive=none -o command_timeout=1 -o "relay=/bin/sh {dir}/read"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
wait: 0.5
S: 451 4.4.0 The mail could not be handed on, try again later
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o command_timeout=1 -o "relay=/bin/sh {dir}/stop"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
wait: 0.5
S: 451 4.4.0 The mail could not be handed on, try again later
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
