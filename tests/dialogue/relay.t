# A message for somebody elsewhere is handed to the program: sender and recipients are arguments
# of their own, the message ends its lines in LF and has no Return-Path.
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
C: RCPT TO:<-dash@elsewhere.example>
S: 250 2.1.5 Recipient <-dash@elsewhere.example> accepted
C: RCPT TO:<"; touch pwned; $(touch pwned) \\"@elsewhere.example>
S: 250 2.1.5 Recipient <"; touch pwned; $(touch pwned) \\"@elsewhere.example> accepted
C: RCPT TO:<|touch@[192.0.2.7]>
S: 250 2.1.5 Recipient <|touch@[192.0.2.7]> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: From: Alice <alice@mail.example>
C: Subject: handed on
C: Return-Path: <other@mail.example>
C:
C: ..dot
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
| -dash@elsewhere.example
| "; touch pwned; $(touch pwned) \\"@elsewhere.example
| |touch@[192.0.2.7]
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id};
| {x09}{date}
| Date: {date}
| Message-ID: <{id}@mail.example>
| From: Alice <alice@mail.example>
| Subject: handed on
|
| .dot
lines: pwned
# Nothing of it is stored.
rows: SELECT count(*) FROM message
| 0
