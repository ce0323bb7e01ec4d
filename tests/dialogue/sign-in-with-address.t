# Mail programs sign in with the whole address.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# NUL alice@mail.example NUL secret
C: AUTH PLAIN AGFsaWNlQG1haWwuZXhhbXBsZQBzZWNyZXQ=
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# NUL alice@elsewhere.example NUL secret
C: AUTH PLAIN AGFsaWNlQGVsc2V3aGVyZS5leGFtcGxlAHNlY3JldA==
S: 535 5.7.8 Wrong name or password
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER ALICE@localhost
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
