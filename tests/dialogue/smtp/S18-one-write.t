# All replies to one read leave in one write, also a multi-line reply.
use: in-steps; alice; smtp
R: MAIL FROM:<sender@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nRCPT TO:<nobody@mail.example>\r\nDATA\r\n
use: accepted
S: 550 5.1.1 No such account: <nobody@mail.example>
S: 354 Send the message, end it with a dot on a line by itself
R: Subject: hi\r\n\r\ntext\r\n.\r\n  S: 250 2.0.0 Stored as {id}
C: HELP  S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
use: quit
writes: 6
