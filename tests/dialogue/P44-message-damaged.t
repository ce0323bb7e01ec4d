# A piece of a message that is missing: RETR says so, and the others can be read.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
deliver: sender@remote.example alice
| Subject: two
sql: DELETE FROM content WHERE id = 1 << 16
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: RETR 1
S: -ERR {*}
C: TOP 1 0
S: -ERR {*}
C: TOP 2 0
S: +OK Top of the message follows
S*: {any}
S: Subject: two
S*: {any}
S: .
C: QUIT
S: +OK mail.example closing the connection
