# A name for one account, for several, for another such name, for its own account and others; in any
# letter case. An account that is reached twice gets one copy.
account: alice secret
account: bob secret
account: carol secret
sql: INSERT INTO alias VALUES ('Sales', 'ALICE'), ('team', 'alice'), ('team', 'bob'),
| ('everybody', 'team'), ('everybody', 'carol'), ('everybody', 'alice'),
| ('Bob', 'bob'), ('bob', 'carol'), ('moved', 'bob')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<sALES@mail.example>
S: 250 2.1.5 Recipient <sALES@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: sales
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<team@mail.example>
S: 250 2.1.5 Recipient <team@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: team
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<everybody@localhost>
S: 250 2.1.5 Recipient <everybody@localhost> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: everybody
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: bob
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<moved@mail.example>
S: 250 2.1.5 Recipient <moved@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: moved
C: .
S: 250 2.0.0 Stored as {id}
# Two names for one account, and the account itself.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<sales@mail.example>
S: 250 2.1.5 Recipient <sales@mail.example> accepted
C: RCPT TO:<team@mail.example>
S: 250 2.1.5 Recipient <team@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: twice
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, group_concat(account, ' ') FROM (SELECT * FROM inbox ORDER BY account) GROUP BY message ORDER BY message
| sales | alice
| team | alice bob carol
| everybody | alice bob carol
| bob | bob carol
| moved | bob carol
| twice | alice bob carol
