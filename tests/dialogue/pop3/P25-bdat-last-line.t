# A last line that BDAT sent without CRLF gets one, also after a bare CR, but not when its CRLF came in two
# chunks. test_dialogue.py compares the sizes.

fragment: holds $message | $text
use: retrieve $message
use: top-fields
S: Subject: $message
S:
S: $text
S: .

use: alice; smtp; envelope
R: BDAT 20 LAST\r\nSubject: 1\r\n\r\nno end  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 17 LAST\r\nSubject: 2\r\n\r\nCR\r  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 18 LAST\r\nSubject: 3\r\n\r\nNUL\0  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 10 LAST\r\nSubject: 4  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 25\r\nSubject: 5\r\n\r\ntwo chunks\r  S: 250 2.0.0 25 octets received
R: BDAT 1 LAST\r\n\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 20\r\nSubject: 6\r\n\r\nthree\r  S: 250 2.0.0 20 octets received
R: BDAT 1\r\n\n  S: 250 2.0.0 1 octet received
R: BDAT 0 LAST\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT (SELECT sum(octets) FROM message) - (SELECT sum(length(data)) FROM content)  | 0
use: maildrop 6
use: holds 1 | no end
use: holds 2 | CR{x0D}
use: holds 3 | NUL{x00}
use: retrieve 4; top-fields
S: Subject: 4
S: .
use: holds 5 | two chunks
use: holds 6 | three
use: pop3-quit
