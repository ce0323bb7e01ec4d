modes: step
run: pop3d -o interactive=none -o pop3_timeout=1
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN
S: +{s}
wait: 0.5
