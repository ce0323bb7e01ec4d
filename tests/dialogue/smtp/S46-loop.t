# 100 Received fields are a loop, 99 are not. Those in the body do not count.
use: alice; smtp; message
R: \{100*rEcEiVeD: from a by b\r\n\tid c; now\r\n}Subject: loop\r\n\r\n.\r\n
S: 554 5.4.6 Too many Received fields, this is a mail loop
use: message
R: \{99*Received: from a by b\r\n}X-Received: x\r\nSubject: 99\r\n\r\n\{20*Received: body\r\n}.\r\n
S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT subject FROM message  | 99
