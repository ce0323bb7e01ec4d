# Who waits for the greeting is served, after the delay.
modes: step
run: smtpd -o banner_delay=1
wait: 0.7
S: 220 mail.example ESMTP pillarbox
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o banner_delay=1
wait: 0.7
S: +OK mail.example POP3 pillarbox
C: QUIT
S: +OK mail.example closing the connection
# Under TLS there has been a greeting.
run: smtpd -o banner_delay=60 --tls
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o banner_delay=1 --tls=implicit
wait: 0.7
S: 220 mail.example ESMTP pillarbox
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# Who leaves meanwhile gets nothing.
run: smtpd -o banner_delay=60 -o log=info
wait: 0.1
close
stderr: pillarbox-smtpd session={any} event=connect peer=local
stderr: pillarbox-smtpd session={any} event=input-ended because=closed
stderr: pillarbox-smtpd session={any} event=disconnect
run: pop3d -o banner_delay=60 -o session_timeout=1
