# The deletions cannot be stored: the reply says so, and nothing is deleted.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
deliver: sender@remote.example alice
| Subject: two
hold: writer
run: pop3d -o interactive=none -o lock_timeout=1
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: -ERR [SYS/TEMP] The mail store failed, some messages may not be deleted
exit: 1
rows: SELECT count(*) FROM delivery
| 2
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT subject FROM inbox
| two
