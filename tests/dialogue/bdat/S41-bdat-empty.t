# The last chunk may be empty, after others or alone.
use: alice; smtp; envelope
C: BDAT 0 LAST  S: 250 2.0.0 Stored as {id}
use: noop; envelope
C: BDAT 0  S: 250 2.0.0 0 octets received
R: BDAT 14\r\nSubject: one\r\n  S: 250 2.0.0 14 octets received
C: BDAT 0  S: 250 2.0.0 0 octets received
C: BDAT 0 LAST  S: 250 2.0.0 Stored as {id}
C: BDAT 0 LAST  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: quit
rows: SELECT count(*), max(subject) FROM message  | 2 | one
