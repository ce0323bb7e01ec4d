# The program's children are killed with it: the sender will try again, and mail must not go out twice.
use: in-steps; alice
file: relay
| cat > message
| sleep 2
| echo sent > late
file: parent
| /bin/sh relay 2> errors
| exit 0
run: smtpd -o interactive=none -o command_timeout=1 -o "relay=/bin/sh {dir}/parent"
use: greeted; signed-in; message alice@mail.example | friend@elsewhere.example
C: Subject: one
C: .  S: 451 4.4.0 The message could not be relayed, try again later
wait: 0.7
use: noop
wait: 0.7
use: quit
lines: late
