# A message that the operator removes keeps its number and size until the session ends.
use: in-steps; alice; mail; mail two; pop3d-greets; username
C: PASS secret  S: +OK Signed in, 2 messages, {octets=d} octets
meanwhile sql: DELETE FROM delivery WHERE message = 1
C: LIST  S: +OK 2 messages, {=octets} octets
S: 1 {size1=d}
S: 2 {d} sender@remote.example two
S: .
C: LIST 1  S: +OK 1 {=size1}
C: RETR 1  S: -ERR There is no message 1
use: pop3-quit
