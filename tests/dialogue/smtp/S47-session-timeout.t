# A trickle of octets, which keeps every single wait short.
use: in-steps; smtpd-greets -o interactive=none -o command_timeout=10 -o session_timeout=2
R: N
wait: 0.5
R: O
wait: 0.5
R: O
wait: 0.5
R: P  S: 421 4.4.2 The session lasted too long, closing
