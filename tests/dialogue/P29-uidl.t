account: alice secret
deliver: sender@remote.example alice
| Subject: copy
deliver: sender@remote.example alice
| Subject: copy
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: UIDL
S: +OK Unique-ids follow
S: 1 {first=id}
S: 2 {!=first}{second=id}
S: .
C: UIDL 1
S: +OK 1 {=first}
C: UIDL 2
S: +OK 2 {=second}
C: DELE 2
S: +OK Message 2 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM delivery
| 1
# A new message does not get the id of the one that has gone, though that was the last.
deliver: sender@remote.example alice
| Subject: copy
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: UIDL
S: +OK Unique-ids follow
S: 1 {=first}
S: 2 {!=first}{!=second}{id}
S: .
C: QUIT
S: +OK mail.example closing the connection
