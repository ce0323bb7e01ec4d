# A name of this kind is nobody who could sign in.
account: alice secret
sql: INSERT INTO alias VALUES ('sales', 'alice')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AHNhbGVzAHNlY3JldA==
S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER sales
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
