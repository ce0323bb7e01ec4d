account: alice secret
deliver: sender@remote.example alice
| Subject: one
deliver: sender@remote.example alice
| Subject: number two
deliver: sender@remote.example alice
| Subject: and number three
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 3 messages, {d} octets
C: UIDL
S: +OK Unique-ids follow
S: 1 {uid1=id}
S: 2 {uid2=id}
S: 3 {uid3=id}
S: .
C: LIST
S: +OK 3 messages of {d} octets in all
S: 1 {size1=d}
S: 2 {size2=d}
S: 3 {size3=d}
S: .
C: DELE 2
S: +OK Message 2 goes with QUIT
C: STAT
S: +OK 2 {d}
C: LIST
S: +OK 2 messages of {d} octets in all
S: 1 {=size1}
S: 3 {=size3}
S: .
C: UIDL
S: +OK Unique-ids follow
S: 1 {=uid1}
S: 3 {=uid3}
S: .
C: LIST 3
S: +OK 3 {=size3}
C: UIDL 3
S: +OK 3 {=uid3}
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: UIDL
S: +OK Unique-ids follow
S: 1 {=uid1}
S: 2 {=uid3}
S: .
C: QUIT
S: +OK mail.example closing the connection
