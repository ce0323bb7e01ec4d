use: alice; maildrop 0
C: STAT  S: +OK 0 0
C: LIST  S: +OK 0 messages, 0 octets
S: .
C: UIDL  S: +OK Unique-ids follow
S: .
C: LIST 1  S: -ERR There is no message 1
C: RETR 1  S: -ERR There is no message 1
C: RSET  S: +OK Nothing is marked as deleted, 0 messages, 0 octets
use: pop3-quit
