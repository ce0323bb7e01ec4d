# 100 recipients are accepted, the next one is not, and the first 100 get the mail.

fragment: to-nine $tens=
use: to user$tens1@mail.example; to user$tens2@mail.example; to user$tens3@mail.example
use: to user$tens4@mail.example; to user$tens5@mail.example; to user$tens6@mail.example
use: to user$tens7@mail.example; to user$tens8@mail.example; to user$tens9@mail.example

account: alice secret
sql: WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101)
| INSERT INTO account (name, created) SELECT 'user' || i, 1700000000 FROM n
use: smtp -o max_recipients=100; from; to user1@mail.example; to user2@mail.example; to user3@mail.example
use: to user4@mail.example; to user5@mail.example; to user6@mail.example; to user7@mail.example
use: to user8@mail.example; to user9@mail.example; to user10@mail.example; to-nine 1; to user20@mail.example
use: to-nine 2; to user30@mail.example; to-nine 3; to user40@mail.example; to-nine 4; to user50@mail.example
use: to-nine 5; to user60@mail.example; to-nine 6; to user70@mail.example; to-nine 7; to user80@mail.example
use: to-nine 8; to user90@mail.example; to-nine 9; to user100@mail.example
C: RCPT TO:<user101@mail.example>  S: 452 4.5.3 Too many recipients, the limit is 100
C: RCPT TO:<alice@mail.example>  S: 452 4.5.3 Too many recipients, the limit is 100
use: data; text to many; quit
rows: SELECT count(*), count(DISTINCT account), count(DISTINCT message) FROM delivery  | 100 | 100 | 1
