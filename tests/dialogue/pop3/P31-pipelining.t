use: alice; mail
run: pop3d -o interactive=none
R: USER alice\r\nPASS secret\r\nSTAT\r\nRETR 1\r\nQUIT\r\n  S: +OK mail.example POP3 pillarbox
S: +OK Send PASS and the password
S: +OK Signed in, 1 message, {size=d} octets
S: +OK 1 {=size}
S: +OK {=size} octets
use: top-fields
S: Subject: one
S: .
S: +OK mail.example closing the connection
# The same over a socket.
on: inet
run: pop3d -o interactive=none
R: USER alice\r\nPASS secret\r\nSTAT\r\nRETR 1\r\nQUIT\r\n  S: +OK mail.example POP3 pillarbox
S: +OK Send PASS and the password
S: +OK Signed in, 1 message, {=size} octets
S: +OK 1 {=size}
S: +OK {=size} octets
use: top-fields
S: Subject: one
S: .
S: +OK mail.example closing the connection
