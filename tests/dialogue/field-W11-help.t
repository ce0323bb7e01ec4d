# HELP lists what this session may use, and hints at the terminal dialect only where it may be used.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: HELP
S: 214-2.0.0 Commands: HELO EHLO AUTH MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8) for all of it
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: HELP AUTH
S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8) for all of it
C: PASS secret
S: 500 5.5.1 Unknown command, HELP lists them
C: LHLO client.example
S: 500 5.5.1 Unknown command, HELP lists them
C: EXPN list
S: 502 5.5.1 EXPN is not implemented
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A stranger in production.
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: HELP
S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8) for all of it
C: STARTTLS
S: 502 5.5.1 STARTTLS is not implemented
C: AUTH PLAIN
S: 538 5.7.11 No password without TLS from where you are
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# The same where TLS can be started.
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o interactive=none -o starttls=/bin/true
S: 220 mail.example ESMTP pillarbox
C: HELP
S: 214-2.0.0 Commands: HELO EHLO STARTTLS MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8) for all of it
C: STARTTLS now
S: 501 5.5.4 STARTTLS takes no argument
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A person at a terminal.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELP
S: 214-2.0.0 Commands: HELO EHLO AUTH PASS MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214-2.0.0 A mail: EHLO name, password, MAIL FROM: @ME, RCPT TO: name, DATA, text, dot
S: 214 2.0.0 See smtpd(8) for all of it
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# The dialect without passwords.
run: smtpd -o plaintext_auth=none
S: 220 mail.example ESMTP pillarbox
C: HELP
S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8) for all of it
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: HELP
S: 214-2.0.0 Commands: LHLO MAIL RCPT DATA BDAT RSET NOOP HELP VRFY QUIT
S: 214 2.0.0 See smtpd(8) for all of it
C: HELO client.example
S: 500 5.5.1 Unknown command, HELP lists them
C: EHLO
S: 500 5.5.1 Unknown command, HELP lists them
C: QUIT
S: 221 2.0.0 mail.example closing the connection
