# The same when smtpd is first; and while another process has the writer lock nothing is changed.
schema: 1
sql: INSERT INTO account (name, password, quota, created)
| VALUES ('alice', '$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D', 5000, 1700000000);
| INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 15),
|        ('two', 1700000000, '', '', '', '2', 20);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: 1|x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, CAST(replace('Subject: 2||text|', '|', x'0d0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, message.id = 2 FROM account, message WHERE name = 'alice';
hold: writer
run: smtpd -o interactive=none -o lock_timeout=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 451 4.3.0 The mail store did not answer, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: PRAGMA user_version
| 1
rows: SELECT count(*) FROM sqlite_schema WHERE name LIKE 'alias%'
| 0
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: three
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: PRAGMA user_version
| 4
rows: SELECT subject FROM inbox ORDER BY message
| 1
| 2
| three
