use: alice; pop3; username; wrong-password
C: STAT  S: -ERR STAT is out of order, {*} may come now
C: PASS secret  S: -ERR PASS is out of order, {*} may come now
use: login alice | secret | 0; pop3-quit
