account: alice secret
account: bob secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# bob NUL alice NUL secret
C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==
S: 535 5.7.8 Wrong name or password
# A CR in the name; an LF in the password; a NUL in the password.
C: AUTH PLAIN AGFsaQ1jZQBzZWNyZXQ=
S: 501 5.5.2 A name and a password were expected
C: AUTH PLAIN AGFsaWNlAHNlYwpyZXQ=
S: 501 5.5.2 A name and a password were expected
C: AUTH PLAIN AGFsaWNlAHNlYwByZXQ=
S: 501 5.5.2 A name and a password were expected
# A NUL in the name and in the password, with LOGIN.
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: YWxpAGNl
S: 501 5.5.2 A name and a password were expected
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjAHJldA==
S: 501 5.5.2 A name and a password were expected
# alice NUL alice NUL secret
C: AUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# alice@elsewhere.example is nobody here, and not alice; bob@mail.example neither.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN YWxpY2VAZWxzZXdoZXJlLmV4YW1wbGUAYWxpY2UAc2VjcmV0
S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN Ym9iQG1haWwuZXhhbXBsZQBhbGljZQBzZWNyZXQ=
S: 535 5.7.8 Wrong name or password
C: QUIT
S: 221 2.0.0 mail.example closing the connection
