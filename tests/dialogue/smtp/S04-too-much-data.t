# Too much data is read to its real end and gets one reply. The session stays in sync.
use: alice; smtp -o max_message_size=1024; message
R: \{300*0123456789}\r\n..\r\nQUIT\r\n\{300*0123456789}\r\n.\r\n
S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: noop; message
C: Subject: small
C:
C: enough
use: stored; quit
rows: SELECT subject FROM message  | small
