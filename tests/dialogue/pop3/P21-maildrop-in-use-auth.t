# Only the right password reveals it, after 5 seconds.
use: alice; locked maildrop alice; pop3
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: -ERR [IN-USE] Another session has this maildrop open
C: STAT  S: -ERR STAT is out of sequence, expected {*}
use: mechanism-plain
C: AGFsaWNlAHNlY3JldA==  S: -ERR [IN-USE] Another session has this maildrop open
use: pop3-quit
