# After a DATA command that ended in CRLF, only CRLF, dot, CRLF ends the data. A near miss makes the message
# unacceptable, and what follows is never run as commands.

fragment: near-miss $end | $commands
use: message
R: text$endMAIL FROM:<evil@remote.example>$commandsevil
R: \r\n.\r\n
S: 550 5.6.0 The message has a NUL, or a CR or LF on its own

use: alice; smtp
use: near-miss \n.\n | \nRCPT TO:<alice@mail.example>\nDATA\n
use: near-miss \n.\r\n | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: near-miss \r\n.\n | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: near-miss \r.\r | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: near-miss \r.\n | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: near-miss \n.\r | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: near-miss \r\n\0.\r\n | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: near-miss \r\n.\0\r\n | \r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: quit
rows: SELECT count(*) FROM message  | 0
