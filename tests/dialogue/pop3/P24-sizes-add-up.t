# The contents are put into the store directly, so every octet is known: 15 and 27 octets. test_dialogue.py
# compares the octets of every message with the size that RETR announces.
account: alice secret
sql: INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 15),
|        ('two', 1700000000, 'a@remote.example', '', '', '2', 27);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: 1|x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, CAST(replace('Subject: 2||.dot|..|.|', '|', x'0d0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, 0 FROM account, message WHERE name = 'alice';
rows: SELECT octets, length(data) FROM message JOIN content ON content.id = message.id << 16
| 15 | 15
| 27 | 27
use: pop3; username
C: PASS secret  S: +OK Signed in, 2 messages, 42 octets
C: STAT  S: +OK 2 42
C: LIST  S: +OK 2 messages, 42 octets
S: 1 15
S: 2 27
S: .
C: LIST 2  S: +OK 2 27
C: RETR 1  S: +OK 15 octets
S: Subject: 1
S: x
S: .
C: RETR 2  S: +OK 27 octets
S: Subject: 2
S:
S: ..dot
S: ...
S: ..
use: end; delete
C: STAT  S: +OK 1 27
use: pop3-quit
