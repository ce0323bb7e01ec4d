# What the program has started is ended with it: the sender will try again, and the mail must not
# go out twice.
modes: step
account: alice secret
file: relay
| cat > message
| sleep 2
| echo sent > late
file: parent
| /bin/sh relay 2> errors
| exit 0
run: smtpd -o interactive=none -o command_timeout=1 -o "relay=/bin/sh {dir}/parent"
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
C: Subject: one
C: .
S: 451 4.4.0 The mail could not be handed on, try again later
wait: 0.7
C: NOOP
S: 250 2.0.0 OK
wait: 0.7
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: late
