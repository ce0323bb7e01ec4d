# What mail programs of Windows send: the machine's name, two blanks in AUTH or one behind it, a blank
# after the colon of MAIL and RCPT.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO DESKTOP-1
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH  PLAIN  AGFsaWNlAHNlY3JldA== \r\n
S: 235 2.7.0 Signed in as alice
C: MAIL FROM: <alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO: <alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 {*}
C: Subject: from a desktop
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO DESKTOP-1
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: AUTH LOGIN \r\n
S: 334 VXNlcm5hbWU6
C: YWxpY2VAbWFpbC5leGFtcGxl
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: AUTH  PLAIN  AGFsaWNlAHNlY3JldA== \r\n
S: +OK Signed in, 1 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
