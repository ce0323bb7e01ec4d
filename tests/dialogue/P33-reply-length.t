# A reply line is 512 octets at most, whatever the peer has sent.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: USER \{248*\xe9}\r\n
S: {*}
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
R: RETR \{248*9}\r\n
S: -ERR {*}
R: \{253*x}\r\n
S: -ERR Unknown command, HELP lists them
C: QUIT
S: +OK mail.example closing the connection
