# A command without a line end is waited for, in silence, until the time is over.
modes: step
run: smtpd -o interactive=none -o command_timeout=2
S: 220 mail.example ESMTP pillarbox
R: NOOP
wait: 1
S: 421 4.4.2 Nothing heard for too long, closing
