# Exit status of the program (sysexits(3)): 75 is a temporary error, any other but 0 a permanent one. If it is
# killed, missing or not executable, that is temporary. Nothing is stored.

fragment: fails $program | $reply
use: smtp-as-alice -o "relay=$program"
use: message alice@mail.example | friend@elsewhere.example
C: Subject: one
C: .
S: $reply
use: noop
use: quit

account: alice secret
file: exit
| cat > /dev/null
| exit $1
file: pipe
| kill -PIPE $$
file: die
| kill -KILL $$
use: fails /bin/sh {dir}/exit 75 | 451 4.4.0 The message could not be relayed, try again later
use: fails /bin/sh {dir}/exit 1 | 554 5.0.0 The relay refused the message
use: fails /bin/sh {dir}/exit 69 | 554 5.0.0 The relay refused the message
use: fails /bin/sh {dir}/exit 67 | 554 5.0.0 The relay refused the message
use: fails /bin/sh {dir}/exit 127 | 554 5.0.0 The relay refused the message
use: fails /bin/sh {dir}/die | 451 4.4.0 The message could not be relayed, try again later
use: fails /bin/sh {dir}/pipe | 451 4.4.0 The message could not be relayed, try again later
use: fails {dir}/missing -f | 451 4.4.0 The message could not be relayed, try again later
use: fails {dir}/exit -f | 451 4.4.0 The message could not be relayed, try again later
use: fails /dev -f | 451 4.4.0 The message could not be relayed, try again later
rows: SELECT count(*) FROM message  | 0
