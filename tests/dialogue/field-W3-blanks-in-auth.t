# Any number of blanks and tabs between and behind the words of AUTH.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH PLAIN  AGFsaWNlAHNlY3JldA==\r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH  PLAIN AGFsaWNlAHNlY3JldA==\r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH\tPLAIN\t \tAGFsaWNlAHNlY3JldA==\r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH PLAIN AGFsaWNlAHNlY3JldA== \r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH \tplain AGFsaWNlAHNlY3JldA==\t \r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH LOGIN  YWxpY2U= \r\n
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH PLAIN  AGFsaWNlAHNlY3JldA==\r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH  PLAIN AGFsaWNlAHNlY3JldA==\r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH\tPLAIN\t \tAGFsaWNlAHNlY3JldA==\r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH PLAIN AGFsaWNlAHNlY3JldA== \r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH \tplain AGFsaWNlAHNlY3JldA==\t \r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH LOGIN  YWxpY2U= \r\n
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH  \t\r\n
S: +OK Mechanisms for AUTH
S: PLAIN
S: LOGIN
S: .
C: QUIT
S: +OK mail.example closing the connection
