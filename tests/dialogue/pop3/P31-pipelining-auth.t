# The whole exchange in one piece, over a pipe and over a socket.

fragment: all-at-once
run: pop3d -o interactive=none
R: CAPA\r\nAUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nSTAT\r\nQUIT\r\n
S: +OK mail.example POP3 pillarbox
S: +OK Capability list follows
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
use: and-sign-in
S: + VXNlcm5hbWU6
S: + UGFzc3dvcmQ6
S: +OK Signed in, 1 message, {size=d} octets
S: +OK 1 {=size}
S: +OK mail.example closing the connection

use: alice; mail
use: all-at-once
on: inet
use: all-at-once
