# A foreign table is in the way: the operator has to look, and nothing is changed.
schema: 1
sql: INSERT INTO account (name, password, quota, created)
| VALUES ('alice', '$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D', 5000, 1700000000);
| INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 15),
|        ('two', 1700000000, '', '', '', '2', 20);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: 1|x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, CAST(replace('Subject: 2||text|', '|', x'0d0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, message.id = 2 FROM account, message WHERE name = 'alice';
sql: CREATE TABLE alias (what TEXT)
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event=store-fault {any}alias{any}
rows: PRAGMA user_version  | 1
rows: SELECT name FROM sqlite_schema WHERE name LIKE 'alias%'  | alias
rows: SELECT subject FROM inbox ORDER BY message
| 1
| 2
