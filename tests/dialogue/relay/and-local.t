# Local and foreign recipients in one transaction: all of them, or none.
use: alice; bob; relay
file: exit
| exit $1
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"
use: envelope alice@mail.example | bob@mail.example; to friend@elsewhere.example; to; data; text both
use: quit; arguments; smtp-as-alice -o "relay=/bin/sh {dir}/exit 75"
use: envelope alice@mail.example | bob@mail.example; to friend@elsewhere.example; data
C: Subject: 75
C: .  S: 451 4.4.0 The message could not be relayed, try again later
# The transaction is over.
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
use: quit; smtp-as-alice -o "relay=/bin/sh {dir}/exit 1"; envelope alice@mail.example | bob@mail.example
use: to friend@elsewhere.example; data
C: Subject: 1
C: .  S: 554 5.0.0 The relay refused the message
# The transaction is over.
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
use: quit
# An error in the message itself comes first. Nothing is handed on.
file: arguments
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"; envelope alice@mail.example | bob@mail.example
use: to friend@elsewhere.example; data; unacceptable Subject: bare LF\n\r\n.\r\n; quit
lines: arguments
rows: SELECT subject, account FROM inbox ORDER BY account
| both | alice
| both | bob
