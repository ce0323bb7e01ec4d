# A handshake that never ends is ended when the session's time is over, which began with the
# connection.
modes: step
program: wrapper
| #!/bin/sh
| exec sleep 60
on: inet
run: smtpd -o interactive=none -o session_timeout=2 -o starttls={dir}/wrapper
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
wait: 0.6
C: STARTTLS
S: 220 2.0.0 Begin TLS now
wait: 0.6
exit: ALRM
on: inet
run: pop3d -o interactive=none -o session_timeout=1 -o starttls={dir}/wrapper
S: +OK mail.example POP3 pillarbox
C: STLS
S: +OK Begin TLS now
exit: ALRM
# The program that it starts in its own place keeps its time by itself, and says when it is over.
program: wrapper
| #!/bin/sh
| exec "$@"
on: inet
run: smtpd -o interactive=none -o session_timeout=2 -o "starttls={dir}/wrapper {again} -o session_timeout=3 --tls"
S: 220 mail.example ESMTP pillarbox
C: STARTTLS
S: 220 2.0.0 Begin TLS now
wait: 2.3
S: 421 4.4.2 The session has lasted too long, closing
