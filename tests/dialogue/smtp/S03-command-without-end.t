# The server waits in silence for the line end until the timeout.
use: in-steps; smtpd-greets -o interactive=none -o command_timeout=2
R: NOOP
wait: 1
S: 421 4.4.2 Timeout, closing
