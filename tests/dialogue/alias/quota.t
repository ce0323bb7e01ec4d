# An alias is refused if one of its accounts has no room.
use: alice; bob
sql: UPDATE account SET quota = 1000 WHERE name = 'bob'; INSERT INTO alias VALUES ('team', 'alice'), ('team', 'bob')
use: smtp
C: MAIL FROM:<sender@remote.example> SIZE=2000  S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team@mail.example>  S: 452 4.2.2 The maildrop of <team@mail.example> is full
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
use: to; data; text alice
C: MAIL FROM:<sender@remote.example> SIZE=500  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: to team@mail.example; data; text team; quit
rows: SELECT subject, account FROM inbox ORDER BY message, account
| alice | alice
| team | alice
| team | bob
