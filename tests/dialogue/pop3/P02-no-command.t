use: alice; pop3
C:   S: -ERR Unknown command, HELP lists them
C: XYZZY  S: -ERR Unknown command, HELP lists them
R: \0\r\n  S: -ERR Lines end in CRLF and hold no NUL, CR or LF
R: QU\0IT\r\n  S: -ERR Lines end in CRLF and hold no NUL, CR or LF
L: NOOP  S: -ERR Lines end in CRLF and hold no NUL, CR or LF
R: CAPA\rQUIT\r\n  S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: 1  S: -ERR Unknown command, HELP lists them
use: login alice | secret | 0
R: ST\0AT\r\n  S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: STAT  S: +OK 0 0
C: QUIT  S: +OK mail.example closing the connection
