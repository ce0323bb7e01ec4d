# The exit status decides, even if the program does not read all of its input.
modes: whole random
account: alice secret
file: relay
| exit $1
file: some
| head -c 1000 > message
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay 0"; message alice@mail.example | friend@elsewhere.example
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 250 2.0.0 Relayed as {id}
use: quit; smtp-as-alice -o "relay=/bin/sh {dir}/relay 1"
use: message alice@mail.example | friend@elsewhere.example
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 554 5.0.0 The relay refused the message
use: quit; smtp-as-alice -o "relay=/bin/sh {dir}/relay 75"
use: message alice@mail.example | friend@elsewhere.example
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 451 4.4.0 The message could not be relayed, try again later
use: quit; smtp-as-alice -o "relay=/bin/sh {dir}/some"
use: message alice@mail.example | friend@elsewhere.example
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 250 2.0.0 Relayed as {id}
use: quit
