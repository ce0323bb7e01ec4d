use: alice; pop3
C: PASS secret  S: -ERR PASS is out of order, {*} may come now
C: USER alice  S: +OK PASS and the password, please
C: NOOP  S: {*}
C: PASS secret  S: -ERR PASS is out of order, {*} may come now
C: USER alice  S: +OK PASS and the password, please
C: CAPA  S: +OK {*}
S*: {*}
S: .
C: PASS secret  S: -ERR PASS is out of order, {*} may come now
C: USER alice  S: +OK PASS and the password, please
C: XYZZY  S: -ERR Unknown command, HELP lists them
C: PASS secret  S: -ERR PASS is out of order, {*} may come now
# A second USER replaces the first.
C: USER bob  S: +OK PASS and the password, please
C: USER alice  S: +OK PASS and the password, please
C: PASS secret  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
