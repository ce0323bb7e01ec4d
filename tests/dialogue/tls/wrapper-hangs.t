# A handshake that never ends is stopped by the session timeout, which began with the connection.
modes: step
program: wrapper
| #!/bin/sh
| exec sleep 60
use: inet; smtpd-greets -o interactive=none -o session_timeout=2 -o starttls={dir}/wrapper; ehlo-help
wait: 0.6
use: starttls
wait: 0.6
exit: ALRM
use: inet; pop3 -o session_timeout=1 -o starttls={dir}/wrapper; stls
exit: ALRM
# A program that it starts keeps the time itself, and says when it is over.
program: wrapper
| #!/bin/sh
| exec "$@"
on: inet
run: smtpd -o interactive=none -o session_timeout=2 -o "starttls={dir}/wrapper {again} -o session_timeout=3 --tls"
S: 220 mail.example ESMTP pillarbox
use: starttls
wait: 2.3
S: 421 4.4.2 The session lasted too long, closing
