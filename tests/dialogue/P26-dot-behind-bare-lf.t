# BDAT can bring an LF by itself, and clients there are that take it for a line end: a dot behind
# it is doubled as well, or whoever wrote the message could end the reply for them, and go on with
# replies made up.
account: alice secret
sql: INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 22);
| INSERT INTO content VALUES (1 << 16, CAST(replace(replace('a: b||x!.|y!.z!..|', '|', x'0d0a'), '!', x'0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, 0 FROM account, message WHERE name = 'alice';
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: RETR 1
S: +OK 22 octets
S: a: b
S:
S: x{x0A}..
S: y{x0A}..z{x0A}...
S: .
C: TOP 1 9
S: +OK Top of the message follows
S: a: b
S:
S: x{x0A}..
S: y{x0A}..z{x0A}...
S: .
C: QUIT
S: +OK mail.example closing the connection
