# The lock is taken with the password, and gone with the session.
modes: step
account: alice secret
account: bob secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
meanwhile free: maildrop alice
C: PASS secret
S: +OK Signed in, 0 messages, 0 octets
meanwhile held: maildrop alice
meanwhile free: maildrop bob
meanwhile free: writer
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
