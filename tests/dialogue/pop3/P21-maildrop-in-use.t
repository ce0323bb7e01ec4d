# Only the right password reveals it, after 5 seconds.
account: alice secret
use: bob; locked maildrop alice; pop3; username; wrong-password; username
C: PASS secret  S: -ERR [IN-USE] Another session has this maildrop open
C: STAT  S: -ERR STAT is out of sequence, expected {*}
use: login bob | secret | 0; pop3-quit
