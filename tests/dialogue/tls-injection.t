# What a stranger on the way puts behind STARTTLS is never carried out.
modes: step
on: inet
run: smtpd -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
R: STARTTLS\r\nNOOP\r\nRSET\r\n
S: 220 2.0.0 Begin TLS now
wait: 0.3
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
through: ucspi-tls
on: inet
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
R: STARTTLS\r\nNOOP\r\nRSET\r\n
S: 220 2.0.0 Begin TLS now
wait: 0.3
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
