# A command that ends in LF alone is not executed, unless the peer is interactive.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
L: NOOP
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
L: EHLO client.example
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: MAIL FROM:<sender@remote.example>
S: 503 5.5.1 MAIL is out of order, {*} may come now
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection

run: smtpd
S: 220 mail.example ESMTP pillarbox
L: NOOP
S: 250 2.0.0 OK
C: NOOP
S: 250 2.0.0 OK
L: QUIT
S: 221 2.0.0 mail.example closing the connection
