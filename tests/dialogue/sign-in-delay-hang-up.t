# A peer who leaves while he is made to wait leaves no process behind.
modes: step
account: alice secret
on: unix
env: TCPREMOTEIP=2001:db8:0:1::7
run: pop3d -o plaintext_auth=any
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHdyb25nMQ==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nMg==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nMw==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNA==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNQ==
S: -ERR [AUTH] Too many wrong passwords, closing
# The same /64.
on: unix
env: TCPREMOTEIP=2001:db8:0:1:ffff::8
run: pop3d -o plaintext_auth=any -o log=info
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
wait: 0.4
close
S: -ERR [SYS/TEMP] Too many are signing in, try again later
stderr: pillarbox-pop3d session={any} event=connect peer=2001:db8:0:1:ffff::8
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=2001:db8:0:1:ffff::8 because=closed
stderr: pillarbox-pop3d session={any} event=input-ended because=closed
stderr: pillarbox-pop3d session={any} event=disconnect
# So does the end of the session.
on: unix
env: TCPREMOTEIP=2001:db8:0:1:ffff::8
run: smtpd -o plaintext_auth=any -o session_timeout=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHdyb25nNg==
S: 535 5.7.8 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 454 4.7.0 Too many are signing in, try again later
S: 421 4.4.2 The session has lasted too long, closing
