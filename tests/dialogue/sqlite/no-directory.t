# The database cannot be created: its directory is missing.
use: smtpd-greets -o interactive=any -d {dir}/missing/mail.db; ehlo
C: MAIL FROM:<sender@remote.example>  S: 421 4.3.0 The mail store is missing, try again later, closing
exit: 1
stderr: pillarbox-smtpd session={id} event={id} {any}
