# The null reverse-path is an argument too; nobody adds a From field then.
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
C: MAIL FROM:<>
S: 250 2.1.0 Sender <> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: read
C: .
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: arguments
| -i
| -f
| <>
| --
| friend@elsewhere.example
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id}
| {x09}for <friend@elsewhere.example>;
| {x09}{date}
| Date: {date}
| Message-ID: <{id}@mail.example>
| Subject: read
