use: alice; mail; mail two; maildrop 2
C: STAT  S: +OK 2 {all=d}
C: DELE 1  S: +OK Message 1 is marked as deleted
C: DELE 2  S: +OK Message 2 is marked as deleted
C: STAT  S: +OK 0 0
C: RSET  S: +OK Nothing is marked as deleted, 2 messages, {=all} octets
C: STAT  S: +OK 2 {=all}
C: LIST 1  S: +OK 1 {d}
use: pop3-quit
rows: SELECT count(*) FROM delivery  | 2
