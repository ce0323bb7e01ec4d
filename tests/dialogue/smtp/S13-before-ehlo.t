use: smtpd-greets -o interactive=none; reset; noop
C: VRFY postmaster  S: 252 2.1.5 Cannot verify users, RCPT accepts or refuses mail
C: HELP  S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected HELO or EHLO
C: RCPT TO:<postmaster>  S: 503 5.5.1 RCPT is out of sequence, expected HELO or EHLO
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected HELO or EHLO
use: quit
