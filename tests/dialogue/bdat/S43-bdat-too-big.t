# Over the limit inside a message, in a single chunk, in a huge chunk; exactly at the limit. The session stays
# in sync.
use: alice; smtp -o max_message_size=1024; envelope
R: BDAT 14\r\nSubject: x\r\n\r\n  S: 250 2.0.0 14 octets received
R: BDAT 4800 LAST\r\n\{800*QUIT\r\n}  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: envelope
R: BDAT 1025 LAST\r\nSubject: x\r\n\r\n\{1009*y}\r\n
S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: envelope
R: BDAT 18\r\nSubject: exact\r\n\r\n  S: 250 2.0.0 18 octets received
R: BDAT 1006 LAST\r\n\{1004*y}\r\n  S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example> SIZE=1025  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: envelope
R: BDAT 24000\r\n\{4000*RSET\r\n}  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
R: BDAT 24000 LAST\r\n\{4000*QUIT\r\n}  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: envelope
R: BDAT 16 LAST\r\nSubject: small\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT subject FROM message ORDER BY id
| exact
| small
