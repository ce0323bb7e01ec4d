# A listener has no session for one client more than it may have.
modes: step
on: listener
run: smtpd -o max_sessions=1
S: 421 4.3.2 Too many sessions, try again later, closing
on: listener
run: pop3d -o max_sessions=1
S: -ERR [SYS/TEMP] Too many sessions, try again later, closing
# One more is possible here, and both sessions are as usual.
on: listener
use: smtpd-greets -o max_sessions=2
C: QUIT  S: 221 2.0.0 mail.example closing the connection
