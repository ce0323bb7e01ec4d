# A database that is missing is nobody's to create who may not create accounts: the file system that it
# is on may not be mounted. Mail is put off, in every way that it comes in, and no file is made.
database: none
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 421 4.3.0 The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 421 4.3.0 The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 421 4.3.0 The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
run: smtpd -l -o interactive=any
S: 220 mail.example ESMTP pillarbox
C: LHLO client.example
S: 250-mail.example{*}
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<>
S: 250 2.1.0 Sender <> accepted
C: RCPT TO:<postmaster>
S: 421 4.3.0 The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
lines: mail.db
lines: mail.db-lock
