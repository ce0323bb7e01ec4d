# A database of version 1 becomes one of the present version when it is first used, with all that
# is in it: accounts, passwords, quotas, messages, their numbers and what has been read.
schema: 1
sql: INSERT INTO account (name, password, quota, created)
| VALUES ('alice', '$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D', 5000, 1700000000);
| INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
| VALUES ('one', 1700000000, 'a@remote.example', '', '', '1', 15),
|        ('two', 1700000000, '', '', '', '2', 20);
| INSERT INTO content VALUES (1 << 16, CAST(replace('Subject: 1|x|', '|', x'0d0a') AS BLOB));
| INSERT INTO content VALUES (2 << 16, CAST(replace('Subject: 2||text|', '|', x'0d0a') AS BLOB));
| INSERT INTO delivery SELECT account.id, message.id, octets, message.id = 2 FROM account, message WHERE name = 'alice';
rows: PRAGMA user_version
| 1
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: LIST
S: +OK 2 messages of 35 octets in all
S: 1 15
S: 2 20
S: .
C: UIDL 2
S: +OK 2 {uid=id}
C: RETR 1
S: +OK 15 octets
S: Subject: 1
S: x
S: .
C: QUIT
S: +OK mail.example closing the connection
rows: PRAGMA user_version
| 4
rows: SELECT name, message, subject, seen, quota FROM inbox JOIN account ON account.name = inbox.account ORDER BY message
| alice | 1 | 1 | 1 | 5000
| alice | 2 | 2 | 1 | 5000
sql: INSERT INTO alias VALUES ('sales', 'alice')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<sales@mail.example>
S: 250 2.1.5 Recipient <sales@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: 3
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 3 messages, {d} octets
C: UIDL
S: +OK Unique-ids follow
S: 1 {!=uid}{id}
S: 2 {=uid}
S: 3 {!=uid}{id}
S: .
C: RETR 2
S: +OK 20 octets
S: Subject: 2
S:
S: text
S: .
C: QUIT
S: +OK mail.example closing the connection
