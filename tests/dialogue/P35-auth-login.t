account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
# The name as an initial response.
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: auth login YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
