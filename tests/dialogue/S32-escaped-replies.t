# What the peer sent comes back only as printable ASCII, and never makes a line longer than 512.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<sender@remote.example> X\x01\x1b[31m\xe9=1\r\n
S: 5{*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
R: RCPT TO:<x\x1b[2Jy@mail.example>\r\n
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RSET
S: 250 2.0.0 OK
R: MAIL FROM:<sender@remote.example> X=\{900*y}\r\n
S: 555 5.5.4 Unknown parameter X={477*y}...
R: \x1b]0;title\x07\r\n
S: 500 5.5.1 Unknown command, HELP lists them
C: QUIT
S: 221 2.0.0 mail.example closing the connection
