# An LMTP session begins with LHLO only. SMTP has no LHLO.
use: alice; smtpd-greets -l
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of order, LHLO may come now
C: EHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists them
C: HELO relay.example  S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of order, LHLO may come now
C: LHLO  S: 501 5.5.4 Syntax: LHLO name
C: LHLO relay.example  S: 250-mail.example speaks LMTP
use: extensions; from
C: EHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists them
use: to
# A second LHLO acts like RSET.
C: LHLO relay.example  S: 250-mail.example speaks LMTP
use: extensions
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of order, MAIL may come now
use: quit; smtpd-greets -o interactive=none
C: LHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of order, {*} may come now
use: ehlo
C: LHLO relay.example  S: 500 5.5.1 Unknown command, HELP lists them
use: envelope; quit
# pop3d has no such option.
prints: settings
run: pop3d -l
exit: 64
stderr: {any}
stderr: usage: {any}
