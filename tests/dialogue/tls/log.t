# The log says when TLS begins, and that a session is encrypted.
use: in-steps; inet; smtpd-greets -o interactive=none -o log=info -o "starttls={again} -o log=info --tls"
use: starttls; quit
stderr: pillarbox-smtpd session={first=id} event=connect peer=127.0.0.1
stderr: pillarbox-smtpd session={=first} event=start-tls
stderr: pillarbox-smtpd session={second=id} event=connect peer=127.0.0.1 tls=yes
stderr: pillarbox-smtpd session={=second} event=disconnect
through: ucspi-tls
use: inet; pop3 -o log=info; stls; pop3-quit
stderr: pillarbox-pop3d session={first=id} event=connect peer=127.0.0.1
stderr: pillarbox-pop3d session={=first} event=start-tls
stderr: pillarbox-pop3d session={=first} event=connect peer=127.0.0.1 tls=yes
stderr: pillarbox-pop3d session={=first} event=disconnect
