account: alice secret
deliver: sender@remote.example alice
| Subject: one
deliver: sender@remote.example alice
| Subject: two
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: STAT
S: +OK 2 {all=d}
C: DELE 1
S: +OK Message 1 goes with QUIT
C: DELE 2
S: +OK Message 2 goes with QUIT
C: STAT
S: +OK 0 0
C: RSET
S: +OK Nothing is marked as deleted, 2 messages, {=all} octets
C: STAT
S: +OK 2 {=all}
C: LIST 1
S: +OK 1 {d}
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM delivery
| 2
