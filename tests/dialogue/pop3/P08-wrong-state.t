use: alice; pop3
C: STAT  S: -ERR STAT is out of sequence, expected USER, PASS or AUTH
C: LIST  S: -ERR LIST is out of sequence, expected {*}
C: RETR 1  S: -ERR RETR is out of sequence, expected {*}
C: DELE 1  S: -ERR DELE is out of sequence, expected {*}
C: RSET  S: -ERR RSET is out of sequence, expected {*}
C: TOP 1 0  S: -ERR TOP is out of sequence, expected {*}
C: UIDL  S: -ERR UIDL is out of sequence, expected {*}
use: login alice | secret | 0
C: USER alice  S: -ERR USER is out of sequence, expected STAT, LIST, RETR, DELE or QUIT
C: PASS secret  S: -ERR PASS is out of sequence, expected STAT, LIST, RETR, DELE or QUIT
C: STAT  S: +OK 0 0
use: pop3-quit
