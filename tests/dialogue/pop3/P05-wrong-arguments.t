use: alice; mail; pop3
C: USER  S: -ERR Syntax: {*}
use: login
C: DELE  S: -ERR Syntax: {*}
C: TOP 1  S: -ERR Syntax: {*}
C: TOP  S: -ERR Syntax: {*}
each: -ERR {*}
| TOP 1 -1
| TOP 1 x
| TOP 1 2 3
| RETR 1 2
| DELE 1 1
| LIST 1 1
C: STAT 1  S: -ERR STAT takes no argument
C: NOOP x  S: -ERR NOOP takes no argument
C: RSET 1  S: -ERR RSET takes no argument
C: QUIT now  S: -ERR QUIT takes no argument
C: STAT  S: +OK 1 {d}
use: pop3-quit
rows: SELECT count(*) FROM delivery  | 1
