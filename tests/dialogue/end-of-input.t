# A client may go at any moment; a command without its line end is none.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
R: RSE
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
R: YWxp
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO newcomer
S: 250-mail.example the next line becomes the password of new account newcomer
S*: 250-{*}
S: 250 {*}
R: secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
R: PASS secret\r
on: inet
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
on: unix
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
rows: SELECT count(*) FROM account WHERE name = 'newcomer'
| 0
