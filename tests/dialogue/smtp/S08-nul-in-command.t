# A NUL does not cut a command short.
use: smtp
R: NO\0OP\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
R: NOOP\0\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
R: MAIL FROM:<sender@remote.example>\0\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
R: \0\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
# So MAIL was not executed.
C: RCPT TO:<postmaster>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: quit
