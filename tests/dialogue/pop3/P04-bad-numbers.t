use: alice; mail; maildrop
each: -ERR {*}
| LIST 0
| LIST -1
| LIST +1
| LIST 1x
C: LIST 2  S: -ERR There is no message 2
each: -ERR {*}
| LIST 4294967297
| LIST 18446744073709551617
| RETR 0
| RETR 4294967297
| DELE 18446744073709551617
| DELE x
| UIDL -1
| TOP 4294967297 0
C: STAT  S: +OK 1 {d}
use: pop3-quit
rows: SELECT count(*) FROM delivery  | 1
