# A foreign recipient named twice, too.
use: alice; relay; smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"; from alice@mail.example
use: to friend@elsewhere.example; to other@elsewhere.example; to friend@elsewhere.example; data
C: Subject: once
C: .  S: 250 2.0.0 Relayed as {id}
use: quit; arguments
| other@elsewhere.example
