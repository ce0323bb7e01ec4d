# The default is yescrypt; a hash that is not made as the settings say is replaced at sign-in.
options: none
run: smtpd -o log=error -o hostname=mail.example
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line becomes the password of new account alice
S*: 250-{*}
S: 250 {*}
C: secret
S: 235 2.7.0 Account created, signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT substr(password, 1, 3) FROM account WHERE name = 'alice'
| $y$
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT substr(password, 1, 3) FROM account WHERE name = 'alice'
| $5$
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
# A wrong password replaces nothing.
run: pop3d -o interactive=none -o password_hash=$6$ -o password_cost=1000
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT substr(password, 1, 3) FROM account WHERE name = 'alice'
| $5$
