# A password that looks like a verb; one in the place of another EHLO; none at all.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line becomes the password of new account alice
S*: 250-{*}
S: 250 {*}
C: NOOP
S: 250 2.0.0 OK
C: PASS QUIT
S: 235 2.7.0 Account created, signed in as alice
# The name in another letter case is the same account.
C: EHLO ALICE
S: 250-mail.example the next line is the password of {*}
S*: 250-{*}
S: 250 {*}
C: wrong
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: PASS quit
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: PASS QUIT
S: 235 2.7.0 Signed in as alice
# Signed in, a line that is no verb is an error again.
C: QUITE
S: 500 5.5.1 Unknown command, HELP lists them
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# An empty line is no password, neither for a new account nor for one that has none yet.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO nobody
S: 250-mail.example the next line becomes the password of new account nobody
S*: 250-{*}
S: 250 {*}
C:
S: 501 5.5.4 Syntax: PASS password
L:
S: 501 5.5.4 Syntax: PASS password
C: HELO without
S: 250 mail.example account without created, it has no password
C: EHLO without
S: 250-mail.example the next line becomes the password of without
S*: 250-{*}
S: 250 {*}
C:
S: 501 5.5.4 Syntax: PASS password
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name, password FROM account WHERE name <> 'alice'
| postmaster | !
| without | NULL
sql: DELETE FROM account WHERE name = 'without'
# Nothing is created before the password comes.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO bob
S: 250-mail.example the next line becomes the password of new account bob
S*: 250-{*}
S: 250 {*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name FROM account ORDER BY id
| postmaster
| alice
# Spaces belong to the password.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO carol
S: 250-mail.example the next line becomes the password of new account carol
S*: 250-{*}
S: 250 {*}
R:  two  words \r\n
S: 235 2.7.0 Account created, signed in as carol
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER carol
S: +OK PASS and the password, please
R: PASS  two  words \r\n
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
# PASS without an invitation.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: PASS secret
S: 503 5.5.1 PASS is out of order, HELO or EHLO may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A command in the place of a password, too early.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO dave
S: 250-mail.example the next line becomes the password of new account dave
S*: 250-{*}
S: 250 {*}
C: RCPT TO:<carol>
S: 503 5.5.1 RCPT is out of order, the password or MAIL may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
