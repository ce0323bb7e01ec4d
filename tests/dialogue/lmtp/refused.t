# An error in the message is reported for every recipient.
use: alice; bob; lmtp -o max_message_size=1024; envelope; to bob@mail.example; data
R: Subject: bare LF\n\r\n.\r\n  S: 550 5.6.0 The message has a NUL, or a CR or LF on its own
S: 550 5.6.0 The message has a NUL, or a CR or LF on its own
use: envelope; to bob@mail.example; data
R: \{2000*x}\r\n.\r\n  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: envelope; to bob@mail.example
R: BDAT 1100\r\n\{1100*x}  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
C: BDAT 0 LAST  S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
S: 552 5.3.4 The message is too big, the limit is 1 KB (1024 octets)
use: quit
# The store does not answer.
use: locked; lmtp -o lock_timeout=1; envelope; to bob@mail.example; data
C: Subject: one
C: .  S: 451 4.3.0 The mail store did not answer, try again later
S: 451 4.3.0 The mail store did not answer, try again later
use: quit
# One maildrop is full. The others get the message.
sql: UPDATE account SET quota = 1 WHERE name = 'bob'; INSERT INTO alias VALUES ('both', 'alice'), ('both', 'bob')
use: lmtp
C: MAIL FROM:<sender@remote.example> SIZE=10  S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<bob@mail.example>  S: 452 4.2.2 The maildrop of <bob@mail.example> is full
C: RCPT TO:<both@mail.example>  S: 452 4.2.2 The maildrop of <both@mail.example> is full
use: to; data; text two; quit
rows: SELECT account, subject FROM inbox  | alice | two
