# An LMTP session begins with LHLO only. SMTP has no LHLO.
use: alice; smtpd-greets -l
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected LHLO
C: EHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists the commands
C: HELO relay.example  S: 500 5.5.1 Unknown command, HELP lists the commands
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected LHLO
C: LHLO  S: 501 5.5.4 Syntax: LHLO name
C: LHLO relay.example  S: 250-mail.example speaks LMTP
use: extensions; from
C: EHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists the commands
use: to
# A second LHLO acts like RSET.
C: LHLO relay.example  S: 250-mail.example speaks LMTP
use: extensions
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected MAIL
use: quit; smtpd-greets -o interactive=none
C: LHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists the commands
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected {*}
use: ehlo
C: LHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists the commands
use: envelope; quit
# pop3d has no such option.
prints: settings
run: pop3d -l
exit: 64
stderr: {any}
stderr: usage: {any}
