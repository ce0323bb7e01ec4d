# Only the right password finds out, after 5 seconds.
account: alice secret
hold: maildrop alice
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [IN-USE] Another session has this maildrop open
C: STAT
S: -ERR STAT is out of order, {*} may come now
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHNlY3JldA==
S: -ERR [IN-USE] Another session has this maildrop open
C: QUIT
S: +OK mail.example closing the connection
