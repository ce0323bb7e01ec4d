# A NUL does not cut a command short.
use: smtp
R: NO\0OP\r\n  S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
R: NOOP\0\r\n  S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
R: MAIL FROM:<sender@remote.example>\0\r\n  S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
R: \0\r\n  S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
# So MAIL was not executed.
C: RCPT TO:<postmaster>  S: 503 5.5.1 RCPT is out of order, {*} may come now
use: quit
