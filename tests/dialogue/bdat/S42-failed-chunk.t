# After a failed chunk the rest of the message is discarded, up to LAST or RSET.
use: alice; smtp -o max_message_size=1024; envelope
R: BDAT 602\r\n\{600*x}\r\n  S: 250 2.0.0 602 octets received
R: BDAT 602\r\n\{600*x}\r\n  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
C: MAIL FROM:<other@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected {*}
R: BDAT 12\r\nNOOP\r\nQUIT\r\n  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
C: BDAT 0  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: noop
R: BDAT 63 LAST\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: envelope
R: BDAT 14 LAST\r\nSubject: one\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 1204\r\n\{600*x}\r\n\{600*x}\r\n  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: reset
R: BDAT 63 LAST\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: envelope
R: BDAT 14 LAST\r\nSubject: two\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 1204\r\n\{600*x}\r\n\{600*x}\r\n  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: quit
rows: SELECT subject FROM message ORDER BY id
| one
| two
