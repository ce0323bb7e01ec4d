# Of a list's 100 recipients 25 no longer exist. The others get this message and the next.
modes: whole
account: user1
sql: WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5)
| INSERT INTO account (name, created) SELECT 'user' || i, 1700000000 FROM n
use: smtpd-greets -o interactive=none
R: EHLO client.example\r\nMAIL FROM:<sender@remote.example>\r\n
R: \{25*RCPT TO:<gone@mail.example>\r\n}\{15*RCPT TO:<user1>\r\nRCPT TO:<user2>\r\nRCPT TO:<user3>\r\nRCPT TO:<user4>\r\nRCPT TO:<user5>\r\n}
R: DATA\r\nSubject: news\r\n\r\ntext\r\n.\r\n
R: MAIL FROM:<sender@remote.example>\r\nRCPT TO:<user1>\r\nDATA\r\nSubject: more\r\n\r\ntext\r\n.\r\nQUIT\r\n
S: 250-mail.example
use: extensions
S: 250 2.1.0 Sender <sender@remote.example> accepted
S*: 550 5.1.1 No such account: <gone@mail.example>
S: 250 2.1.5 Recipient <user1@mail.example> accepted
S*: 250 2.1.5 Recipient <{*}> accepted
S: 354 Send the message, end it with a dot on a line by itself
S: 250 2.0.0 Stored as {id}
use: accepted sender@remote.example | user1@mail.example
S: 354 Send the message, end it with a dot on a line by itself
S: 250 2.0.0 Stored as {id}
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, count(*) FROM inbox GROUP BY subject
| more | 1
| news | 5
