# The same content by BDAT: a header alone, NUL and bare CR, a line of 100,000 octets.
use: alice; smtp; envelope
R: BDAT 17 LAST\r\nSubject: header\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 35 LAST\r\nSubject: o\rdd\r\n\r\nx\0y\rz\r\n\0\r\n\r\r\n.\r.\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 50017\r\nSubject: long\r\n\r\n\{50000*y}  S: 250 2.0.0 50017 octets received
R: BDAT 50002 LAST\r\n\{50000*y}\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT (SELECT sum(octets) FROM message) - (SELECT sum(length(data)) FROM content)  | 0
use: maildrop 3; retrieve; top-fields
S: Subject: header
S: .
C: TOP 1 5  S: +OK Top of the message follows
S*: {any}
S: Subject: header
S*:
use: end; retrieve 2; top-fields
S: Subject: o{x0D}dd
S:
S: x{x00}y{x0D}z
S: {x00}
S: {x0D}
S: ..{x0D}.
S: .
C: TOP 2 2  S: +OK Top of the message follows
S*: {any}
S: Subject: o{x0D}dd
S:
S: x{x00}y{x0D}z
S: {x00}
use: end; retrieve 3; top-fields
S: Subject: long
S:
S: {100000*y}
use: end; pop3-quit
