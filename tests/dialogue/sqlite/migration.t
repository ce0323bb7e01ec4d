# The first use upgrades a database of version 1, with all that is in it: accounts, passwords, quotas,
# messages, their numbers and what has been read.
schema: 1
sql: INSERT INTO account (name, password, quota, created)
| VALUES ('alice', '$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D', 5000, 1700000000);
| INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 15),
|        ('two', 1700000000, '', '', '', '2', 20);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: 1|x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, CAST(replace('Subject: 2||text|', '|', x'0d0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, message.id = 2 FROM account, message WHERE name = 'alice';
rows: PRAGMA user_version  | 1
use: maildrop 2
C: LIST  S: +OK 2 messages, 35 octets
S: 1 15
S: 2 20
S: .
C: UIDL 2  S: +OK 2 {uid=id}
C: RETR 1  S: +OK 15 octets
S: Subject: 1
S: x
use: end; pop3-quit
rows: PRAGMA user_version  | 5
rows: SELECT name, message, subject, seen, quota FROM inbox JOIN account ON account.name = inbox.account ORDER BY message
| alice | 1 | 1 | 1 | 5000
| alice | 2 | 2 | 1 | 5000
sql: INSERT INTO alias VALUES ('sales', 'alice')
use: smtp; delivery 3 | sales@mail.example; quit
use: maildrop 3
C: UIDL  S: +OK Unique-ids follow
S: 1 {!=uid}{id}
S: 2 {=uid}
S: 3 {!=uid}{id}
S: .
C: RETR 2  S: +OK 20 octets
S: Subject: 2
S:
S: text
use: end; pop3-quit
