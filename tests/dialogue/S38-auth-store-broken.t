# A store that needs its operator is no wrong password. Nothing that the session could still do would
# work, and so it ends, as with any other command.
file: plain.db
| This is not a database, and long enough that nobody can take it for an empty one.
run: smtpd -o interactive=none -d {dir}/plain.db
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 454 4.7.0 Nobody can sign in now, try again later
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=open problem={any}
run: smtpd -o interactive=none -d {dir}/plain.db
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 454 4.7.0 Nobody can sign in now, try again later
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=open problem={any}
