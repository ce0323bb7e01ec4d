# TLS does not change the peer: it is remote, gets no terminal dialect, and its address is in Received. Now a
# password is accepted.
use: in-steps; alice; remote; smtpd-greets -o "starttls={again} --tls"; ehlo-in-full 26214400 | 1000 | bob
use: and-starttls; starttls; ehlo-in-full 26214400 | 1000 | bob; and-auth
L: NOOP  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: ehlo-help; delivery; quit
rows: SELECT sum(instr(data, CAST('([192.0.2.7])' || char(13, 10, 9) || 'by mail.example with ESMTPS id ' AS BLOB)) > 0) FROM content
| 1
# Standard input is a pipe now, and still not local.
through: ucspi-tls
use: remote; smtpd-greets; ehlo-in-full 26214400 | 1000 | bob; and-starttls; starttls
use: ehlo-in-full 26214400 | 1000 | bob; and-auth
L: NOOP  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: ehlo-help; delivery; quit
rows: SELECT sum(instr(data, CAST('([192.0.2.7])' || char(13, 10, 9) || 'by mail.example with ESMTPS id ' AS BLOB)) > 0) FROM content
| 2
# A local peer stays local too.
through: ucspi-tls
use: inet; smtpd-greets; starttls
C: EHLO bob  S: 250-mail.example the next line becomes the password of new account bob
use: all-extensions; and-auth
L: secret  S: 235 2.7.0 Account created, signed in as bob
use: quit
