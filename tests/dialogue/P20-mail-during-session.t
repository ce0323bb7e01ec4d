modes: step
account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: UIDL
S: +OK Unique-ids follow
S: 1 {uid1=id}
S: .
meanwhile deliver: sender@remote.example alice
| Subject: two
C: STAT
S: +OK 1 {d}
C: LIST 2
S: -ERR There is no message 2
C: RETR 2
S: -ERR There is no message 2
C: DELE 1
S: +OK Message 1 goes with QUIT
C: RSET
S: +OK Nothing is marked as deleted, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: UIDL 1
S: +OK 1 {!=uid1}{id}
C: TOP 1 0
S: +OK Top of the message follows
S*: {any}
S: Subject: two
S*: {any}
S: .
C: QUIT
S: +OK mail.example closing the connection
