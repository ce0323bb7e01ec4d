account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
rows: SELECT count(*) FROM delivery
| 1
# A QUIT without its line end is none.
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
R: QUIT
rows: SELECT count(*) FROM delivery
| 1
