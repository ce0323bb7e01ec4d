# There is no TLS yet: STLS is an unknown command, not offered, and does not change how what comes
# behind it in the same packet is answered. STAT is refused, and tells nobody how much mail there
# is.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: STLS\r\nSTAT\r\nCAPA\r\n
S: -ERR Unknown command
S: -ERR STAT is out of order, {*} may come now
S: +OK What this server can do
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
S: USER
S: SASL PLAIN LOGIN
S: .
C: QUIT
S: +OK mail.example closing the connection
on: inet
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: STLS\r\nSTAT\r\nQUIT\r\n
S: -ERR Unknown command
S: -ERR STAT is out of order, {*} may come now
S: +OK mail.example closing the connection
