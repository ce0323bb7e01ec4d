# A command that ends in a bare LF is not executed, unless the peer is interactive.
use: smtpd-greets -o interactive=none
L: NOOP  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
L: EHLO client.example  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
C: MAIL FROM:<sender@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected {*}
use: noop; quit
use: smtpd-greets
L: NOOP  S: 250 2.0.0 OK
use: noop
L: QUIT  S: 221 2.0.0 mail.example closing the connection
