# On a socket too, each group of commands is answered in one write, so no client waits for a delayed
# acknowledgement.
use: in-steps; alice; inet; smtp
R: MAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nRCPT TO:<nobody@mail.example>\r\nDATA\r\n
use: accepted one@remote.example
S: 550 5.1.1 No such account: <nobody@mail.example>
S: 354 Send the message, end it with a dot on a line by itself
R: Subject: one\r\n\r\ntext\r\n.\r\nMAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nBDAT 14\r\nSubject: two\r\n
S: 250 2.0.0 Stored as {id}
use: accepted one@remote.example
S: 250 2.0.0 14 octets received
R: BDAT 0 LAST\r\nNOOP\r\nHELP\r\nRSET\r\n  S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 OK
S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
S: 250 2.0.0 OK
use: quit
writes: 6
use: inet; pop3
R: USER alice\r\nPASS secret\r\n  S: +OK Send PASS and the password
S: +OK Signed in, 2 messages, {d} octets
R: STAT\r\nLIST\r\nTOP 1 0\r\nRETR 2\r\n  S: +OK 2 {d}
S: +OK 2 messages, {d} octets
S: 1 {d}
S: 2 {d}
S: .
S: +OK Top of the message follows
use: rest
S: +OK {d} octets
use: rest; pop3-quit
writes: 4
