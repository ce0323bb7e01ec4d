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
C: LIST 1
S: -ERR Message 1 is marked as deleted
C: UIDL 1
S: -ERR Message 1 is marked as deleted
C: RETR 1
S: -ERR Message 1 is marked as deleted
C: DELE 1
S: -ERR Message 1 is marked as deleted
C: TOP 1 0
S: -ERR Message 1 is marked as deleted
C: QUIT
S: +OK mail.example closing the connection
# With its last delivery the message itself goes.
rows: SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM message), (SELECT count(*) FROM content)
| 0 | 0 | 0
