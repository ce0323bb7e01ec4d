# BDAT can bring a bare LF, which some clients take for a line end. A dot after it is doubled too: else the
# sender of a message could end the reply and forge further replies.
account: alice secret
sql: INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 22);
| INSERT INTO content VALUES (1 << 16, CAST(replace(replace('a: b||x!.|y!.z!..|', '|', x'0d0a'), '!', x'0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, 0 FROM account, message WHERE name = 'alice';
use: maildrop
C: RETR 1  S: +OK 22 octets
S: a: b
S:
S: x{x0A}..
S: y{x0A}..z{x0A}...
S: .
C: TOP 1 9  S: +OK Top of the message follows
S: a: b
S:
S: x{x0A}..
S: y{x0A}..z{x0A}...
use: end; pop3-quit
