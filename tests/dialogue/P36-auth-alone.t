# AUTH alone asks for the mechanisms, as clients from before CAPA do.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH
S: +OK Mechanisms for AUTH
S: PLAIN
S: LOGIN
S: .
R: auth \r\n
S: +OK Mechanisms for AUTH
S: PLAIN
S: LOGIN
S: .
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
