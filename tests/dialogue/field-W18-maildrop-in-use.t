# A telephone and a desktop fetch at the same moment: the second one waits 5 s at most, and what it has
# sent before is answered first.
modes: step
account: alice secret
account: bob secret
hold: maildrop alice
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: CAPA\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n
S: +OK What this server can do
S*: {*}
S: .
wait: 4
# Nothing of the database is held up meanwhile.
meanwhile free: writer
meanwhile free: hashing
meanwhile deliver: sender@remote.example alice
| Subject: one
S: -ERR [IN-USE] Another session has this maildrop open
# A wrong password does not wait, nor does anybody else.
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
# The end of the session is the end of the wait.
hold: maildrop alice
run: pop3d -o interactive=none -o session_timeout=3
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
wait: 1
S: -ERR [IN-USE] Another session has this maildrop open
