use: alice; smtp
C: RSET x  S: 501 5.5.4 RSET takes no argument
C: QUIT x  S: 501 5.5.4 QUIT takes no argument
use: envelope
C: DATA x  S: 501 5.5.4 DATA takes no argument
use: reset
C: NOOP x  S: 250 2.0.0 OK
C: noop  S: 250 2.0.0 OK
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
C:   S: 500 5.5.1 Unknown command, HELP lists the commands
C: EXPN list  S: 502 5.5.1 EXPN is not implemented
C: ETRN mail.example  S: 502 5.5.1 ETRN is not implemented
C: TURN  S: 502 5.5.1 TURN is not implemented
C: VRFY alice  S: 252 2.1.5 Cannot verify users, RCPT accepts or refuses mail
C: VRFY  S: 501 5.5.4 Syntax: {*}
C: MAIL sender@remote.example  S: 501 5.{*}
C: MAIL FROM:  S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: HELP  S: 214-2.0.0 Commands: {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 See smtpd(8)
C: HELP MAIL  S: 214-2.0.0 Commands: {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 See smtpd(8)
use: quit
