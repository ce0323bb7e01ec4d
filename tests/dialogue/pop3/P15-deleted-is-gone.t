use: alice; mail; maildrop
C: DELE 1  S: +OK Message 1 is marked as deleted
each: -ERR Message 1 is marked as deleted
| LIST 1
| UIDL 1
| RETR 1
| DELE 1
| TOP 1 0
use: pop3-quit
# The message is removed with its last delivery.
rows: SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM message), (SELECT count(*) FROM content)  | 0 | 0 | 0
