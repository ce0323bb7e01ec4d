account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C:
S: -ERR Unknown command, HELP lists them
C: XYZZY
S: -ERR Unknown command, HELP lists them
R: \0\r\n
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
R: QU\0IT\r\n
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
L: NOOP
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
R: CAPA\rQUIT\r\n
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: 1
S: -ERR Unknown command, HELP lists them
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
R: ST\0AT\r\n
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: STAT
S: +OK 0 0
C: QUIT
S: +OK mail.example closing the connection
