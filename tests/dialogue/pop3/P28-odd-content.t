# A header alone; NUL and a bare CR, as in binary mail; a line of 100,000 octets.
account: alice secret
sql: INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 12),
|        ('two', 1700000000, 'a@remote.example', '', '', '2', 15),
|        ('three', 1700000000, 'a@remote.example', '', '', '3', 100010);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, x'613a20620d0a0d0a7800790d7a0d0a');
| INSERT INTO content VALUES (3 << 16, CAST(replace('a: b||', '|', x'0d0a') || replace(hex(zeroblob(65528)), '00', 'x') AS BLOB));
| INSERT INTO content VALUES ((3 << 16) + 1, CAST(replace(hex(zeroblob(34472)), '00', 'x') || x'0d0a' AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, 0 FROM account, message WHERE name = 'alice';
use: pop3; username
C: PASS secret  S: +OK Signed in, 3 messages, 100037 octets
C: RETR 1  S: +OK 12 octets
S: Subject: x
S: .
C: TOP 1 5  S: +OK Top of the message follows
S: Subject: x
S*:
S: .
C: RETR 2  S: +OK 15 octets
S: a: b
S:
S: x{x00}y{x0D}z
S: .
C: TOP 2 1  S: +OK Top of the message follows
S: a: b
S:
S: x{x00}y{x0D}z
S: .
C: RETR 3  S: +OK 100010 octets
S: a: b
S:
S: {100000*x}
use: end; header 3
S: a: b
S:
use: end; pop3-quit
