modes: step
run: smtpd -o interactive=none -o command_timeout=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
S: 421 4.4.2 Nothing heard for too long, closing
