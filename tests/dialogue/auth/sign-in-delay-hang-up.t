# A peer that leaves during the delay leaves no process behind.
use: in-steps; alice; remote 2001:db8:0:1::7; pop3d-greets -o plaintext_auth=any
each: -ERR [AUTH] Wrong name or password
| AUTH PLAIN AGFsaWNlAHdyb25nMQ==
| AUTH PLAIN AGFsaWNlAHdyb25nMg==
| AUTH PLAIN AGFsaWNlAHdyb25nMw==
| AUTH PLAIN AGFsaWNlAHdyb25nNA==
C: AUTH PLAIN AGFsaWNlAHdyb25nNQ==  S: -ERR [AUTH] Too many wrong passwords, closing
# The same /64.
use: remote 2001:db8:0:1:ffff::8; pop3d-greets -o plaintext_auth=any -o log=info
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
wait: 0.4
close
S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
stderr: pillarbox-pop3d session={any} event=connect peer=2001:db8:0:1:ffff::8
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=2001:db8:0:1:ffff::8 because=closed
stderr: pillarbox-pop3d session={any} event=input-ended because=closed
stderr: pillarbox-pop3d session={any} event=disconnect
# The session timeout ends the delay too.
use: remote 2001:db8:0:1:ffff::8; smtpd-greets -o plaintext_auth=any -o session_timeout=1; ehlo
C: AUTH PLAIN AGFsaWNlAHdyb25nNg==  S: 535 5.7.8 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 454 4.7.0 Too many sign-ins at a time, try again later
S: 421 4.4.2 The session lasted too long, closing
