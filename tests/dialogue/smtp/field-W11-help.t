# HELP lists what this session may use, and explains the terminal dialect only where it is on.
use: alice; smtpd-greets -o interactive=none
C: HELP  S: 214-2.0.0 Commands: HELO EHLO AUTH MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8)
use: ehlo; signed-in
C: HELP AUTH  S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8)
C: PASS secret  S: 500 5.5.1 Unknown command, HELP lists the commands
C: LHLO client.example  S: 500 5.5.1 Unknown command, HELP lists the commands
C: EXPN list  S: 502 5.5.1 EXPN is not implemented
use: quit
# A stranger in production.
use: remote; smtpd-greets -o interactive=none
C: HELP  S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8)
C: STARTTLS  S: 502 5.5.1 STARTTLS is not implemented
C: AUTH PLAIN  S: 538 5.7.11 A password requires TLS here
use: quit
# The same where TLS can be started.
use: remote; smtpd-greets -o interactive=none -o starttls=/bin/true
C: HELP  S: 214-2.0.0 Commands: HELO EHLO STARTTLS MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8)
C: STARTTLS now  S: 501 5.5.4 STARTTLS takes no argument
use: quit
# A person at a terminal.
use: smtpd-greets
C: HELP  S: 214-2.0.0 Commands: HELO EHLO AUTH PASS MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214-2.0.0 To send mail: EHLO name, password, MAIL FROM: @ME, RCPT TO: name, DATA, text, dot
S: 214 2.0.0 See smtpd(8)
use: quit
# The dialect without passwords.
use: smtpd-greets -o plaintext_auth=none
C: HELP  S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8)
use: quit; smtpd-greets -l
C: HELP  S: 214-2.0.0 Commands: LHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8)
C: HELO client.example  S: 500 5.5.1 Unknown command, HELP lists the commands
C: EHLO  S: 500 5.5.1 Unknown command, HELP lists the commands
use: quit
