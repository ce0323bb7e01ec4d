# Odd octets just before and just after the end of the data.
use: alice; smtp
# CR, CRLF, dot, CRLF ends the data. The bare CR is still an error.
use: message; unacceptable text\r\r\n.\r\n
# CRLF, dot, CR, CR, LF does not end it.
use: message; unacceptable text\r\n.\r\r\nstill text\r\n.\r\n
# A bare LF at the very beginning.
use: message; unacceptable \n.\r\nstill text\r\n.\r\n
# A dot and a space are text.
use: message
R: Subject: dots\r\n\r\n. \r\n...\r\n.\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT count(*) FROM message  | 1
