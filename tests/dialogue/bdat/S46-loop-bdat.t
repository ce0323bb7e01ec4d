# A looping message is refused in chunks too. More chunks do not help.
use: alice; smtp; envelope
R: BDAT 2300\r\n\{100*Received: from a by b\r\n}  S: 554 5.4.6 Too many Received fields, this is a mail loop
R: BDAT 15 LAST\r\nSubject: loop\r\n  S: 554 5.4.6 Too many Received fields, this is a mail loop
use: envelope
R: BDAT 1150\r\n\{50*Received: from a by b\r\n}  S: 250 2.0.0 1150 octets received
R: BDAT 1140 LAST\r\n\{49*Received: from a by b\r\n}Subject: 99\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT subject FROM message  | 99
