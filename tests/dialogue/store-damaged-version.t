# A negative number is no old version.
account: alice secret
sql: PRAGMA user_version=-16777214
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event={id} {any}version of the database is damaged{any}
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/PERM] The mail store needs its operator, closing
exit: 1
stderr: pillarbox-pop3d session={id} event={id} {any}version of the database is damaged{any}
