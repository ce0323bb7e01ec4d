run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> BODY=8bitmime
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example> body=8BitMIME
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example> Body=7bit
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example> BODY=x
S: 501 5.5.4 Bad or repeated parameter BODY=x
C: MAIL FROM:<sender@remote.example> BODY=
S: 501 5.5.4 Bad or repeated parameter BODY=
C: MAIL FROM:<sender@remote.example> BODY=7BIT BODY=7BIT
S: 501 5.5.4 Bad or repeated parameter BODY=7BIT
C: MAIL FROM:<sender@remote.example> BODY=BINARYMIME
S: 5{*}
C: RCPT TO:<postmaster>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
