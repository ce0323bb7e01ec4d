# The whole exchange at once, over a pipe and over a socket.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
R: CAPA\r\nAUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nSTAT\r\nQUIT\r\n
S: +OK mail.example POP3 pillarbox
S: +OK What this server can do
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
S: USER
S: SASL PLAIN LOGIN
S: .
S: + VXNlcm5hbWU6
S: + UGFzc3dvcmQ6
S: +OK Signed in, 1 messages, {size=d} octets
S: +OK 1 {=size}
S: +OK mail.example closing the connection
on: inet
run: pop3d -o interactive=none
R: CAPA\r\nAUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nSTAT\r\nQUIT\r\n
S: +OK mail.example POP3 pillarbox
S: +OK What this server can do
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
S: USER
S: SASL PLAIN LOGIN
S: .
S: + VXNlcm5hbWU6
S: + UGFzc3dvcmQ6
S: +OK Signed in, 1 messages, {size=d} octets
S: +OK 1 {=size}
S: +OK mail.example closing the connection
