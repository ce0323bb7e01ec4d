# A program that hangs is killed after command_timeout, whether it has read the message or not.
use: in-steps; alice
file: read
| cat > message
| exec sleep 20
file: stop
| exec sleep 20
run: smtpd -o interactive=none -o command_timeout=1 -o "relay=/bin/sh {dir}/read"
use: greeted; signed-in; message alice@mail.example | friend@elsewhere.example
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
wait: 0.5
S: 451 4.4.0 The message could not be relayed, try again later
use: noop; quit
run: smtpd -o interactive=none -o command_timeout=1 -o "relay=/bin/sh {dir}/stop"
use: greeted; signed-in; message alice@mail.example | friend@elsewhere.example
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
wait: 0.5
S: 451 4.4.0 The message could not be relayed, try again later
use: noop; quit
