use: alice; smtp; envelope
C: QUIT  S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message  | 0
# Input after QUIT is not read.
use: smtp
C: QUIT
C: NOOP  S: 221 2.0.0 mail.example closing the connection
