# The null reverse-path is an argument too. No From field is added.
use: alice; relay; smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"
C: MAIL FROM:<>  S: 250 2.1.0 Sender <> accepted
use: to friend@elsewhere.example; data
C: Subject: read
C: .  S: 250 2.0.0 Relayed as {id}
use: quit; arguments <>
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id}
| {x09}for <friend@elsewhere.example>;
| {x09}{date}
| Date: {date}
| Message-ID: <{id}@mail.example>
| Subject: read
