# Inside a chunk, between chunks, inside the last one, and before the CRLF of the line with LAST.
use: alice; smtp; envelope
R: BDAT 100\r\nSubject: unfinished\r\n
use: smtp; envelope
R: BDAT 21\r\nSubject: unfinished\r\n  S: 250 2.0.0 21 octets received
use: smtp; envelope
R: BDAT 21\r\nSubject: unfinished\r\n  S: 250 2.0.0 21 octets received
R: BDAT 5 LAST\r\ntext
use: smtp; envelope
R: BDAT 21\r\nSubject: unfinished\r\n  S: 250 2.0.0 21 octets received
R: BDAT 0 LAST
rows: SELECT count(*) FROM message  | 0
