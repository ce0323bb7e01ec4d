use: alice; pop3
C: STAT  S: -ERR STAT is out of order, USER, PASS or AUTH may come now
C: LIST  S: -ERR LIST is out of order, {*} may come now
C: RETR 1  S: -ERR RETR is out of order, {*} may come now
C: DELE 1  S: -ERR DELE is out of order, {*} may come now
C: RSET  S: -ERR RSET is out of order, {*} may come now
C: TOP 1 0  S: -ERR TOP is out of order, {*} may come now
C: UIDL  S: -ERR UIDL is out of order, {*} may come now
use: login alice | secret | 0
C: USER alice  S: -ERR USER is out of order, STAT, LIST, RETR, DELE or QUIT may come now
C: PASS secret  S: -ERR PASS is out of order, STAT, LIST, RETR, DELE or QUIT may come now
C: STAT  S: +OK 0 0
use: pop3-quit
