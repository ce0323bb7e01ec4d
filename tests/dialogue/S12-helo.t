# HELO has no list of extensions.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: HELO client.example
S: 250 mail.example
C: HELO other
S: 250 mail.example
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
