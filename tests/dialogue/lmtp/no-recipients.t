# Without a recipient there is nothing to reply to: DATA and BDAT are out of order.
use: alice; lmtp; from
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
use: unknown
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
R: BDAT 14 LAST\r\nSubject: one\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: reset
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
use: quit
rows: SELECT count(*) FROM message  | 0
