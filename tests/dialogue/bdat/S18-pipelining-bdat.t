# Chunks and commands in one write, as in RFC 3030, over a pipe and over a socket.
account: alice secret
run: smtpd -o interactive=none
R: EHLO client.example\r\nMAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 16\r\nSubject: one\r\n\r\nBDAT 6 LAST\r\ntext\r\nMAIL FROM:<two@remote.example>\r\n
R: RCPT TO:<alice@mail.example>\r\nBDAT 14 LAST\r\nSubject: two\r\nQUIT\r\n
S: 220 mail.example ESMTP pillarbox
S: 250-mail.example
use: extensions; accepted one@remote.example
S: 250 2.0.0 16 octets received
S: 250 2.0.0 Stored as {id}
use: accepted two@remote.example
S: 250 2.0.0 Stored as {id}
S: 221 2.0.0 mail.example closing the connection
on: inet
run: smtpd -o interactive=none
R: EHLO client.example\r\nMAIL FROM:<three@remote.example>\r\nRCPT TO:<nobody@mail.example>\r\n
R: BDAT 16\r\nSubject: one\r\n\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\nQUIT\r\n  S: 220 mail.example ESMTP pillarbox
S: 250-mail.example
use: extensions
S: 250 2.1.0 Sender <three@remote.example> accepted
S: 550 5.1.1 No such account: <nobody@mail.example>
S: 503 5.5.1 BDAT is out of sequence, expected {*}
S: 503 5.5.1 BDAT is out of sequence, expected {*}
S: 250 2.0.0 OK
S: 221 2.0.0 mail.example closing the connection
rows: SELECT sender, subject FROM inbox ORDER BY message
| one@remote.example | one
| two@remote.example | two
