# The log tells when TLS begins, and of an encrypted session that it is one.
modes: step
on: inet
run: smtpd -o interactive=none -o log=info -o "starttls={again} -o log=info --tls"
S: 220 mail.example ESMTP pillarbox
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={first=id} event=connect peer=127.0.0.1
stderr: pillarbox-smtpd session={=first} event=start-tls
stderr: pillarbox-smtpd session={second=id} event=connect peer=127.0.0.1 tls=yes
stderr: pillarbox-smtpd session={=second} event=disconnect
through: ucspi-tls
on: inet
run: pop3d -o interactive=none -o log=info
S: +OK mail.example POP3 pillarbox
C: STLS
S: +OK Begin TLS now
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={first=id} event=connect peer=127.0.0.1
stderr: pillarbox-pop3d session={=first} event=start-tls
stderr: pillarbox-pop3d session={=first} event=connect peer=127.0.0.1 tls=yes
stderr: pillarbox-pop3d session={=first} event=disconnect
