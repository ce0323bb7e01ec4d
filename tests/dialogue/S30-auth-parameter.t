run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<a@b.example> AUTH=<>
S: 250 2.1.0 Sender <a@b.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<a@b.example> AUTH=e+3Dmc2@example.com
S: 250 2.1.0 Sender <a@b.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<a@b.example> AUTH=e+3
S: 501 5.5.4 Bad or repeated parameter AUTH=e+3
C: MAIL FROM:<a@b.example> AUTH=e+3dmc2
S: 501 5.5.4 Bad or repeated parameter AUTH=e+3dmc2
C: MAIL FROM:<a@b.example> AUTH=e=mc2
S: 501 5.5.4 Bad or repeated parameter AUTH=e=mc2
C: MAIL FROM:<a@b.example> AUTH=
S: 501 5.5.4 Bad or repeated parameter AUTH=
C: QUIT
S: 221 2.0.0 mail.example closing the connection
