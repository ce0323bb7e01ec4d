# Sign-in, EHLO and the message begun before are forgotten (RFC 3207 section 4.2).
use: in-steps; alice; inet; smtpd-greets -o interactive=none -o "starttls={again} -o interactive=none --tls"
use: ehlo-help; signed-in; envelope alice@mail.example
R: BDAT 6\r\nX: y\r\n  S: 250 2.0.0 6 octets received
use: starttls
C: MAIL FROM:<alice@mail.example>  S: 503 5.5.1 MAIL is out of sequence, expected {*}
C: BDAT 0 LAST  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: ehlo-help
C: MAIL FROM:<alice@mail.example>  S: 530 5.7.0 Sign in to send from a local address
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: quit
rows: SELECT count(*) FROM message  | 0
# The same in one process.
through: ucspi-tls
use: inet; smtpd-greets -o interactive=none; ehlo-in-full
S: 250-STARTTLS
use: and-auth; signed-in; envelope alice@mail.example
R: BDAT 6\r\nX: y\r\n  S: 250 2.0.0 6 octets received
use: starttls
C: MAIL FROM:<alice@mail.example>  S: 503 5.5.1 MAIL is out of sequence, expected {*}
C: BDAT 0 LAST  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: ehlo-in-full; and-auth
C: STARTTLS  S: 503 5.5.1 TLS is already in use
C: MAIL FROM:<alice@mail.example>  S: 530 5.7.0 Sign in to send from a local address
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: quit
rows: SELECT count(*) FROM message  | 0
