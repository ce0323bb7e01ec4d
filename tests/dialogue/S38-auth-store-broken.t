# A store that does not answer is no wrong password, and does not count as one.
file: mail.db
| This is not a database, and long enough that nobody can take it for an empty one.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 454 4.7.0 Nobody can sign in now, try again later
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 454 4.7.0 Nobody can sign in now, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: {any}
stderr: {any}
