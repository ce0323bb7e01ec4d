# What the operator removes while a session goes on keeps its number and its octets there.
modes: step
account: alice secret
deliver: sender@remote.example alice
| Subject: one
deliver: sender@remote.example alice
| Subject: two
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {octets=d} octets
meanwhile sql: DELETE FROM delivery WHERE message = 1
C: LIST
S: +OK 2 messages of {=octets} octets in all
S: 1 {size1=d}
S: 2 {d} sender@remote.example two
S: .
C: LIST 1
S: +OK 1 {=size1}
C: RETR 1
S: -ERR There is no message 1
C: QUIT
S: +OK mail.example closing the connection
