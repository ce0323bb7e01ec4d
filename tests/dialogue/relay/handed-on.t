# A message to a foreign address goes to the program. Sender and recipients are separate arguments. The
# message has LF line ends and no Return-Path.
use: alice
file: relay
| printf '%s\n' "$@" > arguments
| cat > message
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"
use: envelope alice@mail.example | friend@elsewhere.example; to -dash@elsewhere.example
C: RCPT TO:<"; touch pwned; $(touch pwned) \\"@elsewhere.example>
S: 250 2.1.5 Recipient <"; touch pwned; $(touch pwned) \\"@elsewhere.example> accepted
use: to |touch@[192.0.2.7]; data
C: From: Alice <alice@mail.example>
C: Subject: handed on
C: Return-Path: <other@mail.example>
C:
C: ..dot
C: .  S: 250 2.0.0 Relayed as {id}
use: quit
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
rows: SELECT count(*) FROM message  | 0
