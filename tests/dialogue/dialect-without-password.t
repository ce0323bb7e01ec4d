# An account without a password: entered by HELO, given a password by EHLO or by POP3.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO dave
S: 250 mail.example account dave created, it has no password
C: MAIL FROM:@ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO:dave
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: to myself
C: .
S: 250 2.0.0 Stored as {id}
C: HELO erin
S: 250 mail.example account erin created, it has no password
C: HELO Dave
S: 250 mail.example welcome dave, you have no password
C: EHLO dave
S: 250-mail.example the next line becomes the password of dave
S*: 250-{*}
S: 250 {*}
C: davesecret
S: 235 2.7.0 Password set, signed in as dave
C: HELO dave
S: 530 5.7.0 dave has a password, sign in with EHLO
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER dave
S: +OK PASS and the password, please
C: PASS davesecret
S: +OK Signed in, 1 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER erin
S: +OK {*}
C: PASS erinsecret
S: +OK Password set, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER erin
S: +OK PASS and the password, please
C: PASS erinsecret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
