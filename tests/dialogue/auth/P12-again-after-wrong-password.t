use: alice; pop3; username; wrong-password
C: STAT  S: -ERR STAT is out of sequence, expected {*}
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
use: login alice | secret | 0; pop3-quit
