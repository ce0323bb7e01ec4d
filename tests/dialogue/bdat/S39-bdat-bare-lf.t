# Some programs take a bare LF for a line end. So no message may hold one, whichever way it comes, not even
# between two chunks.
use: alice; smtp; envelope; unacceptable BDAT 20 LAST\r\nSubject: 1\r\n\r\na\n.\r\n\n; envelope
R: BDAT 15\r\nSubject: 2\r\n\r\na  S: 250 2.0.0 15 octets received
use: unacceptable BDAT 4 LAST\r\n\nb\r\n; envelope; unacceptable BDAT 5 LAST\r\n\na\r\nb; quit
rows: SELECT count(*) FROM message  | 0
