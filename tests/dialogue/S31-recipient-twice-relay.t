# A recipient elsewhere who is named twice, too.
account: alice secret
file: relay
| printf '%s\n' "$@" > arguments
| cat > message
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay -i -f"
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
C: RCPT TO:<other@elsewhere.example>
S: 250 2.1.5 Recipient <other@elsewhere.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: once
C: .
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: arguments
| -i
| -f
| alice@mail.example
| --
| friend@elsewhere.example
| other@elsewhere.example
