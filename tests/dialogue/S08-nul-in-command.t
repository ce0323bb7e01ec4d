# A NUL does not cut a command short.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: NO\0OP\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
R: NOOP\0\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
R: MAIL FROM:<sender@remote.example>\0\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
R: \0\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
# So MAIL has not happened.
C: RCPT TO:<postmaster>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
