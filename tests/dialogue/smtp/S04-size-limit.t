# The maximum size, and one octet more. Fields that the server adds do not count.
use: alice; smtp -o max_message_size=1024; message
R: Subject: x\r\n\r\n..\{1007*y}\r\n
use: stored; message
R: Subject: x\r\n\r\n..\{1008*y}\r\n
C: .  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: message; stored; quit
rows: SELECT count(*) FROM message  | 2
