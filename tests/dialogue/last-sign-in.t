# When somebody has signed in is written down when the session is over: in every way of signing in,
# and not for a wrong password. No more than once a minute.
account: alice secret
account: bob secret
account: carol secret
account: dave secret
sql: UPDATE account SET last_sign_in = NULL
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER bob
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] {any}
C: QUIT
S: +OK mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGNhcm9sAHNlY3JldA==
S: 235 2.7.0 Signed in as carol
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO erin
S: 250 {any}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name FROM account WHERE unixepoch() - last_sign_in BETWEEN 0 AND 60 ORDER BY name
| alice
| carol
| erin
sql: UPDATE account SET last_sign_in = last_sign_in - 30
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT name FROM account WHERE unixepoch() - last_sign_in BETWEEN 30 AND 90 ORDER BY name
| alice
| carol
| erin
