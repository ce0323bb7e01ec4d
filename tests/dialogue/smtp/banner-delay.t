# A client that waits for the greeting is served after the delay.
modes: step
run: smtpd -o banner_delay=1
wait: 0.7
S: 220 mail.example ESMTP pillarbox
use: quit
run: pop3d -o banner_delay=1
wait: 0.7
S: +OK mail.example POP3 pillarbox
use: pop3-quit
# Under TLS there was a greeting already.
run: smtpd -o banner_delay=60 --tls
use: quit
run: smtpd -o banner_delay=1 --tls=implicit
wait: 0.7
S: 220 mail.example ESMTP pillarbox
use: quit
# A client that leaves meanwhile gets nothing.
run: smtpd -o banner_delay=60 -o log=info
wait: 0.1
close
stderr: pillarbox-smtpd session={any} event=connect peer=local
stderr: pillarbox-smtpd session={any} event=input-ended because=closed
stderr: pillarbox-smtpd session={any} event=disconnect
run: pop3d -o banner_delay=60 -o session_timeout=1
