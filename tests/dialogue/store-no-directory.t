# The database cannot be created.
run: smtpd -o interactive=none -d {dir}/missing/mail.db
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event={id} {any}
