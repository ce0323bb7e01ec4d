# A second EHLO acts like RSET. EHLO and HELO without a name change nothing.
use: alice; smtpd-greets -o interactive=none
C: EHLO client.example  S: 250-mail.example
use: extensions; from
C: EHLO other.example  S: 250-mail.example
use: extensions
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: from
C: EHLO  S: 501 5.5.4 Syntax: {*}
C: HELO  S: 501 5.5.4 Syntax: {*}
use: to; quit
