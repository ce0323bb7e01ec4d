# What a mail program shows in a window is for whoever reads it there. How many attempts are left is
# said to people at a terminal only: a program asks for the password again in a new session.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==
S: 535 5.7.8 Wrong name or password
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: d3Jvbmcy
S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==
S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: 421 4.7.0 Too many wrong passwords, closing
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
C: wrong
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: QUIT
S: +OK mail.example closing the connection
# Sizes as mail programs show them.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<x@remote.example> SIZE=31457280
S: 552 5.3.4 Too big, a message has at most 25 MB (26214400 octets)
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o max_message_size=1536
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<x@remote.example> SIZE=1537
S: 552 5.3.4 Too big, a message has at most 1.5 KB (1536 octets)
C: MAIL FROM:<x@remote.example>
S: 250 2.1.0 Sender <x@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 1537 LAST\r\n\{1537*x}
S: 552 5.3.4 Too big, a message has at most 1.5 KB (1536 octets)
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# Who has signed in asks for nothing improper; a stranger, and somebody who has not signed in, do.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<x@remote.example>
S: 250 2.1.0 Sender <x@remote.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example> is not in a domain of ours
C: RSET
S: 250 2.0.0 OK
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example>: this server does not send mail to other domains
C: QUIT
S: 221 2.0.0 mail.example closing the connection
