# Behind EHLO it is one more unknown command.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: GET / HTTP/1.1
S: 500 5.5.1 Unknown command, HELP lists them
C: QUIT
S: 221 2.0.0 mail.example closing the connection
