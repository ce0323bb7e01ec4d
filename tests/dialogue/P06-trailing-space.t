account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
R: LIST \r\n
S: +OK 1 messages of {size=d} octets in all
S: 1 {=size}
S: .
R: LIST 1 \r\n
S: +OK 1 {=size}
R: STAT \r\n
S: +OK 1 {=size}
C: QUIT
S: +OK mail.example closing the connection
