# A trickle, which keeps every single wait short.
modes: step
run: smtpd -o interactive=none -o command_timeout=10 -o session_timeout=2
S: 220 mail.example ESMTP pillarbox
R: N
wait: 0.5
R: O
wait: 0.5
R: O
wait: 0.5
R: P
S: 421 4.4.2 The session has lasted too long, closing
