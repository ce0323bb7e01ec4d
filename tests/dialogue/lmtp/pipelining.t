# All in one piece, over a pipe and over a socket from a remote peer.

fragment: all-at-once
run: smtpd -l
R: LHLO relay.example\r\nMAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: RCPT TO:<nobody@mail.example>\r\nRCPT TO:<bob@mail.example>\r\nDATA\r\nSubject: one\r\n.\r\n
R: MAIL FROM:<>\r\nRCPT TO:<bob@mail.example>\r\nBDAT 14 LAST\r\nSubject: two\r\nQUIT\r\n
S: 220 mail.example ESMTP pillarbox
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
use: accepted one@remote.example
S: 550 5.1.1 No such account: <nobody@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
S: 354 Send the message, end it with a dot on a line by itself
S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 Stored as {id}
S: 250 2.1.0 Sender <> accepted
S: 250 2.1.5 Recipient <bob@mail.example> accepted
S: 250 2.0.0 Stored as {id}
S: 221 2.0.0 mail.example closing the connection

use: alice; bob
use: all-at-once
on: unix
env: REMOTE_ADDR=192.0.2.7
use: all-at-once
rows: SELECT account, subject, count(*) FROM inbox GROUP BY 1, 2 ORDER BY 1, 2
| alice | one | 2
| bob | one | 2
| bob | two | 2
