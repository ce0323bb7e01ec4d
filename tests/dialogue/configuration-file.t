# What the file says is in force; -o counts more.
file: pillarbox.conf
| # a comment
|   max_message_size = 64K
|
| interactive=none
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{!SIZE}{*}
S: 250-SIZE 65536
S*: 250-{*}
S: 250 {*}
L: NOOP
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o max_message_size=1M
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{!SIZE}{*}
S: 250-SIZE 1048576
S*: 250-{*}
S: 250 {*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
