# Two transactions in one piece. No buffered input is lost.
use: alice; bob
run: smtpd -o interactive=none
R: EHLO client.example\r\nMAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: RCPT TO:<nobody@mail.example>\r\nRCPT TO:<bob@mail.example>\r\nDATA\r\nSubject: one\r\n\r\n
R: text\r\n.\r\nRSET\r\nMAIL FROM:<two@remote.example>\r\nRCPT TO:<bob@mail.example>\r\nDATA\r\n
R: Subject: two\r\n\r\ntext\r\n.\r\nNOOP\r\nQUIT\r\n  S: 220 mail.example ESMTP pillarbox
S: 250-mail.example
use: extensions; accepted one@remote.example
S: 550 5.1.1 No such account: <nobody@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
S: 354 Send the message, end it with a dot on a line by itself
S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 OK
use: accepted two@remote.example | bob@mail.example
S: 354 Send the message, end it with a dot on a line by itself
S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 OK
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox ORDER BY account, message
| alice | one
| bob | one
| bob | two
