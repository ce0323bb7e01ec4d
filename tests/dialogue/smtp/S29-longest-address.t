# 255 octets after the @, and before it as many as the line allows: for RCPT 512 with CRLF. The 64 octets of
# the RFC must be supported, but are no limit.
use: alice; smtp
R: MAIL FROM:<\{64*a}@\{63*b}.\{63*c}.\{63*d}.\{63*e}>\r\n
S: 250 2.1.0 Sender <{64*a}@{63*b}.{63*c}.{63*d}.{63*e}> accepted
R: RCPT TO:<\{64*a}@\{63*b}.\{63*c}.\{63*d}.\{63*e}>\r\n
S: 550 5.7.1 <{64*a}@{63*b}.{63*c}.{63*d}.{63*e}> is not in a local domain
R: RCPT TO:<\{64*a}@mail.example>\r\n  S: 550 5.1.1 No such account: <{64*a}@mail.example>
R: RCPT TO:<\{65*a}@mail.example>\r\n  S: 550 5.1.1 No such account: <{65*a}@mail.example>
R: RCPT TO:<\{487*a}@mail.example>\r\n  S: 550 5.1.1 No such account: <{478*a}...>
R: RCPT TO:<\{488*a}@mail.example>\r\n  S: 500 5.5.2 Line too long
R: RCPT TO:<a@\{63*b}.\{63*c}.\{63*d}.\{63*e}.f>\r\n
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: reset
R: MAIL FROM:<\{65*a}@remote.example>\r\n  S: 250 2.1.0 Sender <{65*a}@remote.example> accepted
use: reset
R: MAIL FROM:<\{512*a}@\{63*b}.\{63*c}.\{63*d}.\{63*e}>\r\n  S: 250 2.1.0 Sender <{479*a}...> accepted
use: reset
R: MAIL FROM:<\{513*a}@remote.example>\r\n  S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<a@\{63*b}.\{63*c}.\{63*d}.\{63*e}.f>\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
use: quit
