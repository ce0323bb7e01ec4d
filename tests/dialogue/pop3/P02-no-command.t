use: alice; pop3
C:   S: -ERR Unknown command, HELP lists the commands
C: XYZZY  S: -ERR Unknown command, HELP lists the commands
R: \0\r\n  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
R: QU\0IT\r\n  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
L: NOOP  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
R: CAPA\rQUIT\r\n  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
C: 1  S: -ERR Unknown command, HELP lists the commands
use: login alice | secret | 0
R: ST\0AT\r\n  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
C: STAT  S: +OK 0 0
C: QUIT  S: +OK mail.example closing the connection
