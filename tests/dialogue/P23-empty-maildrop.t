account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: STAT
S: +OK 0 0
C: LIST
S: +OK 0 messages of 0 octets in all
S: .
C: UIDL
S: +OK Unique-ids follow
S: .
C: LIST 1
S: -ERR There is no message 1
C: RETR 1
S: -ERR There is no message 1
C: RSET
S: +OK Nothing is marked as deleted, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
