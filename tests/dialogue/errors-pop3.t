# Errors against the protocol are counted.
account: alice secret
run: pop3d -o interactive=none -o max_errors=3
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: RETR 1
S: -ERR There is no message 1
C: XYZZY
S: -ERR Unknown command, HELP lists them
C: STAT 1
S: -ERR STAT takes no argument
C: XYZZY
S: -ERR Unknown command, HELP lists them
S: -ERR Too many errors, closing
