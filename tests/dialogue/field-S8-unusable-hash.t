# A hash that nobody's password can match, as an operator's mistake leaves it: to the peer a wrong
# password, which counts; to the operator an error that names the account. Both programs, each way to
# sign in.
modes: whole
account: alice secret
account: bob secret
sql: UPDATE account SET password = '$9$broken' WHERE name = 'alice'
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 535 5.7.8 Wrong name or password
C: AUTH LOGIN QUxJQ0U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0cw==
S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S: 235 2.7.0 Signed in as bob
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS secrets
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
stderr: pillarbox-pop3d session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
# Nothing at all, and a hash that was cut.
sql: UPDATE account SET password = '' WHERE name = 'alice'
sql: UPDATE account SET password = substr(password, 1, 30) WHERE name = 'bob'
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
C: secret
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of bob cannot be used; give the account a new password"
