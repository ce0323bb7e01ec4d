# Inside a transaction too many unknown recipients do not end the session, whatever is wrong with them. The
# next transaction does not begin.
use: alice; smtp -o max_errors=3; from; unknown; foreign x@elsewhere.example; unknown no.one@mail.example
C: RCPT TO:<no.one@mail.example>  S: 550 5.1.1 No such account: <no.one@mail.example>
C: RCPT TO:<  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT  S: 501 5.5.4 Syntax: RCPT TO:<address>
R: RCPT TO:<\0>\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: noop; reset; noop
C: MAIL FROM:<sender@remote.example>  S: 421 4.7.0 Too many errors, closing
# EHLO makes no difference.
use: smtp -o max_errors=1; from; unknown; ehlo
C: MAIL FROM:<>  S: 421 4.7.0 Too many errors, closing
# Only RCPT is spared, not DATA without a recipient, other commands, or RCPT out of order.
use: smtp -o max_errors=1; from; unknown
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected RCPT
S: 421 4.7.0 Too many errors, closing
use: smtp -o max_errors=1; from; unknown
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
S: 421 4.7.0 Too many errors, closing
use: smtp -o max_errors=2; from; unknown; reset
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected MAIL
S: 421 4.7.0 Too many errors, closing
