use: alice; pop3
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
C: USER alice  S: +OK Send PASS and the password
C: NOOP  S: {*}
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
C: USER alice  S: +OK Send PASS and the password
C: CAPA  S: +OK {*}
S*: {*}
S: .
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
C: USER alice  S: +OK Send PASS and the password
C: XYZZY  S: -ERR Unknown command, HELP lists the commands
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
# A second USER replaces the first.
C: USER bob  S: +OK Send PASS and the password
C: USER alice  S: +OK Send PASS and the password
C: PASS secret  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
