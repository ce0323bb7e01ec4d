# The database cannot be created: its directory is not there.
run: smtpd -o interactive=any -d {dir}/missing/mail.db
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 421 4.3.0 The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-smtpd session={id} event={id} {any}
