# In the first line, in TOP, and around the boundary between two pieces of content.

fragment: around-the-border $message | $octets | $first
C: RETR $message
S: +OK $octets octets
S: a: b
S:
S: $first
S: ..
S: ..x.
S: .

account: alice secret
sql: INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 25),
|        ('two', 1700000000, 'a@remote.example', '', '', '2', 65544),
|        ('three', 1700000000, 'a@remote.example', '', '', '3', 65543),
|        ('four', 1700000000, 'a@remote.example', '', '', '4', 65541);
| INSERT INTO content VALUES (1 << 16, CAST(replace('.first: x||.|.x|..y|', '|', x'0d0a') AS BLOB));
# The second piece begins with a dot; the first ends with a dot; the first ends with CR.
| INSERT INTO content VALUES (2 << 16, CAST(replace('a: b||' || replace(hex(zeroblob(65526)), '00', 'x') || '|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES ((2 << 16) + 1, CAST(replace('.|.x.|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (3 << 16, CAST(replace('a: b||' || replace(hex(zeroblob(65525)), '00', 'x') || '|.', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES ((3 << 16) + 1, CAST(replace('|.x.|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (4 << 16, CAST(replace('a: b||' || replace(hex(zeroblob(65527)), '00', 'x'), '|', x'0d0a') || x'0d' AS BLOB));
| INSERT INTO content VALUES ((4 << 16) + 1, CAST(x'0a' || '.y' || x'0d0a' AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, 0 FROM account, message WHERE name = 'alice';
rows: SELECT id, length(data) FROM content ORDER BY id
| 65536 | 25
| 131072 | 65536
| 131073 | 8
| 196608 | 65536
| 196609 | 7
| 262144 | 65536
| 262145 | 5
use: maildrop 4
C: RETR 1  S: +OK 25 octets
S: ..first: x
S:
S: ..
S: ..x
S: ...y
use: end; header
S: ..first: x
S:
S: .
C: TOP 1 2  S: +OK Top of the message follows
S: ..first: x
S:
S: ..
S: ..x
S: .
use: around-the-border 2 | 65544 | {65526*x}
use: around-the-border 3 | 65543 | {65525*x}
C: RETR 4  S: +OK 65541 octets
S: a: b
S:
S: {65527*x}
S: ..y
use: end; pop3-quit
