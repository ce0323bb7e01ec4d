# A cancelled or empty exchange is over. USER and PASS still work.
use: alice; pop3; mechanism-plain
C: *  S: -ERR Sign-in cancelled
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: *  S: -ERR Sign-in cancelled
C: AUTH LOGIN YWxpY2U=  S: + UGFzc3dvcmQ6
C: *  S: -ERR Sign-in cancelled
# "=" is an empty response and brings no second challenge.
C: AUTH PLAIN =  S: -ERR A name and a password were expected
use: mechanism-plain
C:   S: -ERR A name and a password were expected
# During the exchange every line is a response, whatever it looks like.
use: mechanism-plain
C: QUIT  S: -ERR A name and a password were expected
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: CAPA  S: + UGFzc3dvcmQ6
L: c2VjcmV0  S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: c2VjcmV0  S: -ERR Unknown command, HELP lists them
use: login alice | secret | 0; pop3-quit
