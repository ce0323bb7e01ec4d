# An exchange that is given up, or has nothing in it, is over; USER and PASS still work.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN
S: +{s}
C: *
S: -ERR Sign-in cancelled
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: *
S: -ERR Sign-in cancelled
C: AUTH LOGIN YWxpY2U=
S: + UGFzc3dvcmQ6
C: *
S: -ERR Sign-in cancelled
# "=" is an empty response, and asks for no second challenge.
C: AUTH PLAIN =
S: -ERR A name and a password were expected
C: AUTH PLAIN
S: +{s}
C:
S: -ERR A name and a password were expected
# In the middle of it a line is a response, whatever it looks like.
C: AUTH PLAIN
S: +{s}
C: QUIT
S: -ERR A name and a password were expected
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: CAPA
S: + UGFzc3dvcmQ6
L: c2VjcmV0
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: c2VjcmV0
S: -ERR Unknown command, HELP lists them
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
