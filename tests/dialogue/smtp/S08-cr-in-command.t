# A CR inside a line does not end it either.
use: smtp
R: NOOP\rQUIT\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: noop; quit
