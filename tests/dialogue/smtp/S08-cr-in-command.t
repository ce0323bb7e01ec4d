# A CR inside a line does not end it either.
use: smtp
R: NOOP\rQUIT\r\n  S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
use: noop; quit
