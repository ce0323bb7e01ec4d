# The three descriptors must be open ones, or there is no such way; a relay does not get them.
modes: step
account: alice secret
on: inet
env: SSLCTLFD=3
env: SSLREADFD=4
env: SSLWRITEFD=x
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: QUIT
S: 221 2.0.0 mail.example closing the connection
program: relay
| #!/bin/sh
| exec > descriptors
| for descriptor in /proc/$$/fd/*; do readlink $descriptor; done
| exit 0
through: ucspi-tls
on: inet
run: smtpd -o interactive=none -o "relay={dir}/relay"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
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
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: descriptors
| pipe:[{d}]
| {any}/descriptors
| {any}/relay
| pipe:[{d}]
