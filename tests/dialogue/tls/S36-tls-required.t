# With tls_required, all but EHLO, NOOP, STARTTLS and QUIT is refused before TLS, and no password is asked
# for.
use: in-steps; alice; inet; smtpd-greets -o tls_required=yes -o "starttls={again} -o interactive=none --tls"
C: HELO alice  S: 530 5.7.0 Issue STARTTLS first
use: ehlo-in-full 26214400 | 1000 | alice; and-starttls
each: 530 5.7.0 Issue STARTTLS first
| HELO client.example
| MAIL FROM:<sender@remote.example>
| RCPT TO:<alice>
| DATA
| RSET
| HELP
| VRFY alice
| AUTH PLAIN AGFsaWNlAHNlY3JldA==
| AUTH LOGIN
| PASS secret
| LHLO client.example
| EXPN alice
| MAIL
| GARBAGE
use: noop; starttls; ehlo-in-full; and-auth; signed-in
C: MAIL FROM:@ME  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: quit
# The octets after BDAT are not run as commands.
use: inet; smtpd-greets -o tls_required=yes -o "starttls={again} -o interactive=none --tls"; ehlo-help
R: BDAT 10 LAST\r\nNOOP\r\nQUIT\r\n  S: 530 5.7.0 Issue STARTTLS first
# Without STARTTLS the client can only leave.
use: smtpd-greets -o tls_required=yes; ehlo-in-full; and-help
C: STARTTLS  S: 502 5.5.1 STARTTLS is not implemented
C: MAIL FROM:<>  S: 530 5.7.0 Issue STARTTLS first
use: quit
# TLS is on.
use: smtpd-greets -o interactive=none -o tls_required=yes --tls=implicit; ehlo-in-full; and-auth; signed-in
use: quit
# LMTP is exempt.
use: smtpd-greets -l -o tls_required=yes
C: LHLO client.example  S: 250-mail.example speaks LMTP
use: all-extensions; and-help
C: MAIL FROM:<>  S: 250 2.1.0 Sender <> accepted
use: quit
