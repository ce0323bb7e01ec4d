# A telephone and a desktop fetch mail at the same moment. The second waits 5 s at most, and gets its earlier
# replies first.
use: in-steps; alice; bob; locked maildrop alice; pop3
R: CAPA\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n  S: +OK Capability list follows
S*: {*}
S: .
wait: 4
# The database is not locked meanwhile.
meanwhile free: writer
meanwhile free: hashing
meanwhile deliver: sender@remote.example alice
| Subject: one
S: -ERR [IN-USE] Another session has this maildrop open
# A wrong password does not wait, nor does another account.
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGJvYgBzZWNyZXQ=  S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit
# The end of the session ends the wait.
use: locked maildrop alice; pop3 -o session_timeout=3; username
C: PASS secret
wait: 1
S: -ERR [IN-USE] Another session has this maildrop open
