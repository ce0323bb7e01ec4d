# With little free space no mail is taken in; reading and deleting go on.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: smtpd -o interactive=none -o min_free_space=1000000000000000
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 452 4.3.1 The mail store is full, try again later
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none -o min_free_space=1000000000000000
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
