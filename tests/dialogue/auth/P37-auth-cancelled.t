# A cancelled or empty exchange is over. USER and PASS still work.
use: alice; pop3; mechanism-plain
C: *  S: -ERR Sign-in cancelled
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: *  S: -ERR Sign-in cancelled
C: AUTH LOGIN YWxpY2U=  S: + UGFzc3dvcmQ6
C: *  S: -ERR Sign-in cancelled
# "=" is an empty response and brings no second challenge.
C: AUTH PLAIN =  S: -ERR A name and a password are required
use: mechanism-plain
C:   S: -ERR A name and a password are required
# During the exchange every line is a response, whatever it looks like.
use: mechanism-plain
C: QUIT  S: -ERR A name and a password are required
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: CAPA  S: + UGFzc3dvcmQ6
L: c2VjcmV0  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
C: c2VjcmV0  S: -ERR Unknown command, HELP lists the commands
use: login alice | secret | 0; pop3-quit
