# A CR in the middle of a line is no line end either.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: NOOP\rQUIT\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
