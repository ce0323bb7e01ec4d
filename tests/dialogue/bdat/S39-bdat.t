# A chunk is taken as it is. Dots mean nothing, and the next command follows at once.
use: alice; smtp; envelope
R: BDAT 5 LAST\r\nhello  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 66 LAST\r\n
R: Subject: dots\r\n\r\n.\r\n..\r\n...x\r\n\r\n.\r\nMAIL FROM:<x@y.example>\r\nQUIT\r\n
S: 250 2.0.0 Stored as {id}
use: noop
# In any letter case, with extra spaces.
use: envelope
R: bdat  18  last  \r\nSubject: three\r\n\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 8\r\nSubject:  S: 250 2.0.0 8 octets received
R: Bdat 9 Last\r\n four\r\n\r\n  S: 250 2.0.0 Stored as {id}
use: quit; maildrop 4; retrieve
S*: {any}
S:
S: hello
use: end; retrieve 2; top-fields
S: Subject: dots
S:
S: ..
S: ...
S: ....x
S:
S: ..
S: MAIL FROM:<x@y.example>
S: QUIT
use: end; header 3
S*: {any}
S: Subject: three
S:
use: end; pop3-quit
rows: SELECT replace(replace(CAST(substr(data, instr(data, CAST('Subject' AS BLOB))) AS TEXT), char(13), 'R'), char(10), 'N') FROM content JOIN message ON message.id = content.id >> 16 WHERE message.id > 2
| Subject: threeRNRN
| Subject: fourRNRN
# At a terminal the command may end in LF. The chunk is still taken as it is.
use: smtpd-greets
L: HELO localhost  S: 250 mail.example
L: MAIL FROM: sender@remote.example  S: 250 2.1.0 Sender <sender@remote.example> accepted
L: RCPT TO: alice  S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 8\nSubject:  S: 250 2.0.0 8 octets received
R: BDAT 13 LAST\n five\r\n\r\na\rb\r  S: 250 2.0.0 Stored as {id}
L: QUIT  S: 221 2.0.0 mail.example closing the connection
rows: SELECT replace(replace(CAST(substr(data, instr(data, CAST('Subject' AS BLOB))) AS TEXT), char(13), 'R'), char(10), 'N') FROM content JOIN message ON message.id = content.id >> 16 WHERE message.id > 4
| Subject: fiveRNRNaRbRRN
