# 255 octets with CRLF.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: USER \{248*x}\r\n
S: +OK PASS and the password, please
R: USER \{249*x}\r\n
S: -ERR Line too long
R: USER \{4000*x} QUIT\r\n
S: -ERR Line too long
R: \{5000*QUIT }\r\n
S: -ERR Line too long
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
R: LIST \{5000*1}\r\n
S: -ERR Line too long
C: NOOP
S: +OK Still here
C: QUIT
S: +OK mail.example closing the connection
