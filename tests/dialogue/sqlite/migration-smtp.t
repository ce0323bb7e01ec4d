# The same with smtpd. While another process holds the writer lock nothing is changed.
schema: 1
sql: INSERT INTO account (name, password, quota, created)
| VALUES ('alice', '$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D', 5000, 1700000000);
| INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 15),
|        ('two', 1700000000, '', '', '', '2', 20);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: 1|x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, CAST(replace('Subject: 2||text|', '|', x'0d0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, message.id = 2 FROM account, message WHERE name = 'alice';
use: locked; smtp -o lock_timeout=1; from
C: RCPT TO:<alice@mail.example>  S: 451 4.3.0 The mail store did not answer, try again later
use: quit
rows: PRAGMA user_version  | 1
rows: SELECT count(*) FROM sqlite_schema WHERE name LIKE 'alias%'  | 0
use: smtp; delivery three; quit
rows: PRAGMA user_version  | 5
rows: SELECT subject FROM inbox ORDER BY message
| 1
| 2
| three
