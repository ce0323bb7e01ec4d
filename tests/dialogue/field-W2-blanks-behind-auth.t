# A blank behind the mechanism is no initial response; blanks and tabs behind a response are no part of
# it. Windows' mail program sends such lines.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH LOGIN \r\n
S: 334 VXNlcm5hbWU6
C: YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH LOGIN\t \r\n
S: 334 VXNlcm5hbWU6
R: YWxpY2U= \r\n
S: 334 UGFzc3dvcmQ6
R: c2VjcmV0 \t\r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH PLAIN \r\n
S: 334{s}
R: * \r\n
S: 501 5.7.0 Sign-in cancelled
R: AUTH PLAIN\r\n
S: 334{s}
R: AGFsaWNlAHNlY3JldA==\t\r\n
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH LOGIN \r\n
S: + VXNlcm5hbWU6
R: YWxpY2U= \r\n
S: + UGFzc3dvcmQ6
R: c2VjcmV0 \t\r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH PLAIN \r\n
S: +{s}
R: * \r\n
S: -ERR Sign-in cancelled
R: AUTH PLAIN\t\r\n
S: +{s}
R: AGFsaWNlAHNlY3JldA== \r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
