# More lines than one piece of the stored message has.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: HELO client.example
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice>
C: DATA
R: Subject: large\r\n\r\n\{699*A line of a hundred octets, the line end among them, so that seven hundred are two pieces of it.\r\n}line 700\r\nline 701\r\n.\r\n
C: QUIT
S*: {any}
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: TOP 1 700
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S*: {any}
S: line 700
S: .
C: TOP 1 800
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S*: {any}
S: line 700
S: line 701
S: .
C: QUIT
S: +OK mail.example closing the connection
