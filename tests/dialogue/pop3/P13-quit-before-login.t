use: alice; mail; pop3
C: QUIT  S: +OK mail.example closing the connection
use: pop3; username
C: QUIT  S: +OK mail.example closing the connection
rows: SELECT count(*) FROM delivery  | 1
