account: alice secret
account: dave
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER newcomer
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [AUTH] Wrong name or password
# An account without a password cannot be entered, and does not get one.
C: USER dave
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: LIST
S: +OK 1 messages of {size=d} octets in all
S: 1 {=size}
S: .
C: LIST 1
S: +OK 1 {=size}
C: RETR
S: -ERR Syntax: {*}
C: RETR U
S: -ERR {*}
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT name, password IS NULL FROM account ORDER BY id
| postmaster | 0
| alice | 0
| dave | 1
