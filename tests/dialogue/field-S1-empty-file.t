# A file without any octets is a missing database.
database: none
file: mail.db
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
lines: mail.db
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/TEMP] The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
lines: mail.db
