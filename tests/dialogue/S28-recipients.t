# 100 recipients are accepted, one more than the limit is not, and the ones before it get the mail.
account: alice secret
sql: WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101)
| INSERT INTO account (name, created) SELECT 'user' || i, 1700000000 FROM n
run: smtpd -o interactive=none -o max_recipients=100
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<user1@mail.example>
S: 250 2.1.5 Recipient <user1@mail.example> accepted
C: RCPT TO:<user2@mail.example>
S: 250 2.1.5 Recipient <user2@mail.example> accepted
C: RCPT TO:<user3@mail.example>
S: 250 2.1.5 Recipient <user3@mail.example> accepted
C: RCPT TO:<user4@mail.example>
S: 250 2.1.5 Recipient <user4@mail.example> accepted
C: RCPT TO:<user5@mail.example>
S: 250 2.1.5 Recipient <user5@mail.example> accepted
C: RCPT TO:<user6@mail.example>
S: 250 2.1.5 Recipient <user6@mail.example> accepted
C: RCPT TO:<user7@mail.example>
S: 250 2.1.5 Recipient <user7@mail.example> accepted
C: RCPT TO:<user8@mail.example>
S: 250 2.1.5 Recipient <user8@mail.example> accepted
C: RCPT TO:<user9@mail.example>
S: 250 2.1.5 Recipient <user9@mail.example> accepted
C: RCPT TO:<user10@mail.example>
S: 250 2.1.5 Recipient <user10@mail.example> accepted
C: RCPT TO:<user11@mail.example>
S: 250 2.1.5 Recipient <user11@mail.example> accepted
C: RCPT TO:<user12@mail.example>
S: 250 2.1.5 Recipient <user12@mail.example> accepted
C: RCPT TO:<user13@mail.example>
S: 250 2.1.5 Recipient <user13@mail.example> accepted
C: RCPT TO:<user14@mail.example>
S: 250 2.1.5 Recipient <user14@mail.example> accepted
C: RCPT TO:<user15@mail.example>
S: 250 2.1.5 Recipient <user15@mail.example> accepted
C: RCPT TO:<user16@mail.example>
S: 250 2.1.5 Recipient <user16@mail.example> accepted
C: RCPT TO:<user17@mail.example>
S: 250 2.1.5 Recipient <user17@mail.example> accepted
C: RCPT TO:<user18@mail.example>
S: 250 2.1.5 Recipient <user18@mail.example> accepted
C: RCPT TO:<user19@mail.example>
S: 250 2.1.5 Recipient <user19@mail.example> accepted
C: RCPT TO:<user20@mail.example>
S: 250 2.1.5 Recipient <user20@mail.example> accepted
C: RCPT TO:<user21@mail.example>
S: 250 2.1.5 Recipient <user21@mail.example> accepted
C: RCPT TO:<user22@mail.example>
S: 250 2.1.5 Recipient <user22@mail.example> accepted
C: RCPT TO:<user23@mail.example>
S: 250 2.1.5 Recipient <user23@mail.example> accepted
C: RCPT TO:<user24@mail.example>
S: 250 2.1.5 Recipient <user24@mail.example> accepted
C: RCPT TO:<user25@mail.example>
S: 250 2.1.5 Recipient <user25@mail.example> accepted
C: RCPT TO:<user26@mail.example>
S: 250 2.1.5 Recipient <user26@mail.example> accepted
C: RCPT TO:<user27@mail.example>
S: 250 2.1.5 Recipient <user27@mail.example> accepted
C: RCPT TO:<user28@mail.example>
S: 250 2.1.5 Recipient <user28@mail.example> accepted
C: RCPT TO:<user29@mail.example>
S: 250 2.1.5 Recipient <user29@mail.example> accepted
C: RCPT TO:<user30@mail.example>
S: 250 2.1.5 Recipient <user30@mail.example> accepted
C: RCPT TO:<user31@mail.example>
S: 250 2.1.5 Recipient <user31@mail.example> accepted
C: RCPT TO:<user32@mail.example>
S: 250 2.1.5 Recipient <user32@mail.example> accepted
C: RCPT TO:<user33@mail.example>
S: 250 2.1.5 Recipient <user33@mail.example> accepted
C: RCPT TO:<user34@mail.example>
S: 250 2.1.5 Recipient <user34@mail.example> accepted
C: RCPT TO:<user35@mail.example>
S: 250 2.1.5 Recipient <user35@mail.example> accepted
C: RCPT TO:<user36@mail.example>
S: 250 2.1.5 Recipient <user36@mail.example> accepted
C: RCPT TO:<user37@mail.example>
S: 250 2.1.5 Recipient <user37@mail.example> accepted
C: RCPT TO:<user38@mail.example>
S: 250 2.1.5 Recipient <user38@mail.example> accepted
C: RCPT TO:<user39@mail.example>
S: 250 2.1.5 Recipient <user39@mail.example> accepted
C: RCPT TO:<user40@mail.example>
S: 250 2.1.5 Recipient <user40@mail.example> accepted
C: RCPT TO:<user41@mail.example>
S: 250 2.1.5 Recipient <user41@mail.example> accepted
C: RCPT TO:<user42@mail.example>
S: 250 2.1.5 Recipient <user42@mail.example> accepted
C: RCPT TO:<user43@mail.example>
S: 250 2.1.5 Recipient <user43@mail.example> accepted
C: RCPT TO:<user44@mail.example>
S: 250 2.1.5 Recipient <user44@mail.example> accepted
C: RCPT TO:<user45@mail.example>
S: 250 2.1.5 Recipient <user45@mail.example> accepted
C: RCPT TO:<user46@mail.example>
S: 250 2.1.5 Recipient <user46@mail.example> accepted
C: RCPT TO:<user47@mail.example>
S: 250 2.1.5 Recipient <user47@mail.example> accepted
C: RCPT TO:<user48@mail.example>
S: 250 2.1.5 Recipient <user48@mail.example> accepted
C: RCPT TO:<user49@mail.example>
S: 250 2.1.5 Recipient <user49@mail.example> accepted
C: RCPT TO:<user50@mail.example>
S: 250 2.1.5 Recipient <user50@mail.example> accepted
C: RCPT TO:<user51@mail.example>
S: 250 2.1.5 Recipient <user51@mail.example> accepted
C: RCPT TO:<user52@mail.example>
S: 250 2.1.5 Recipient <user52@mail.example> accepted
C: RCPT TO:<user53@mail.example>
S: 250 2.1.5 Recipient <user53@mail.example> accepted
C: RCPT TO:<user54@mail.example>
S: 250 2.1.5 Recipient <user54@mail.example> accepted
C: RCPT TO:<user55@mail.example>
S: 250 2.1.5 Recipient <user55@mail.example> accepted
C: RCPT TO:<user56@mail.example>
S: 250 2.1.5 Recipient <user56@mail.example> accepted
C: RCPT TO:<user57@mail.example>
S: 250 2.1.5 Recipient <user57@mail.example> accepted
C: RCPT TO:<user58@mail.example>
S: 250 2.1.5 Recipient <user58@mail.example> accepted
C: RCPT TO:<user59@mail.example>
S: 250 2.1.5 Recipient <user59@mail.example> accepted
C: RCPT TO:<user60@mail.example>
S: 250 2.1.5 Recipient <user60@mail.example> accepted
C: RCPT TO:<user61@mail.example>
S: 250 2.1.5 Recipient <user61@mail.example> accepted
C: RCPT TO:<user62@mail.example>
S: 250 2.1.5 Recipient <user62@mail.example> accepted
C: RCPT TO:<user63@mail.example>
S: 250 2.1.5 Recipient <user63@mail.example> accepted
C: RCPT TO:<user64@mail.example>
S: 250 2.1.5 Recipient <user64@mail.example> accepted
C: RCPT TO:<user65@mail.example>
S: 250 2.1.5 Recipient <user65@mail.example> accepted
C: RCPT TO:<user66@mail.example>
S: 250 2.1.5 Recipient <user66@mail.example> accepted
C: RCPT TO:<user67@mail.example>
S: 250 2.1.5 Recipient <user67@mail.example> accepted
C: RCPT TO:<user68@mail.example>
S: 250 2.1.5 Recipient <user68@mail.example> accepted
C: RCPT TO:<user69@mail.example>
S: 250 2.1.5 Recipient <user69@mail.example> accepted
C: RCPT TO:<user70@mail.example>
S: 250 2.1.5 Recipient <user70@mail.example> accepted
C: RCPT TO:<user71@mail.example>
S: 250 2.1.5 Recipient <user71@mail.example> accepted
C: RCPT TO:<user72@mail.example>
S: 250 2.1.5 Recipient <user72@mail.example> accepted
C: RCPT TO:<user73@mail.example>
S: 250 2.1.5 Recipient <user73@mail.example> accepted
C: RCPT TO:<user74@mail.example>
S: 250 2.1.5 Recipient <user74@mail.example> accepted
C: RCPT TO:<user75@mail.example>
S: 250 2.1.5 Recipient <user75@mail.example> accepted
C: RCPT TO:<user76@mail.example>
S: 250 2.1.5 Recipient <user76@mail.example> accepted
C: RCPT TO:<user77@mail.example>
S: 250 2.1.5 Recipient <user77@mail.example> accepted
C: RCPT TO:<user78@mail.example>
S: 250 2.1.5 Recipient <user78@mail.example> accepted
C: RCPT TO:<user79@mail.example>
S: 250 2.1.5 Recipient <user79@mail.example> accepted
C: RCPT TO:<user80@mail.example>
S: 250 2.1.5 Recipient <user80@mail.example> accepted
C: RCPT TO:<user81@mail.example>
S: 250 2.1.5 Recipient <user81@mail.example> accepted
C: RCPT TO:<user82@mail.example>
S: 250 2.1.5 Recipient <user82@mail.example> accepted
C: RCPT TO:<user83@mail.example>
S: 250 2.1.5 Recipient <user83@mail.example> accepted
C: RCPT TO:<user84@mail.example>
S: 250 2.1.5 Recipient <user84@mail.example> accepted
C: RCPT TO:<user85@mail.example>
S: 250 2.1.5 Recipient <user85@mail.example> accepted
C: RCPT TO:<user86@mail.example>
S: 250 2.1.5 Recipient <user86@mail.example> accepted
C: RCPT TO:<user87@mail.example>
S: 250 2.1.5 Recipient <user87@mail.example> accepted
C: RCPT TO:<user88@mail.example>
S: 250 2.1.5 Recipient <user88@mail.example> accepted
C: RCPT TO:<user89@mail.example>
S: 250 2.1.5 Recipient <user89@mail.example> accepted
C: RCPT TO:<user90@mail.example>
S: 250 2.1.5 Recipient <user90@mail.example> accepted
C: RCPT TO:<user91@mail.example>
S: 250 2.1.5 Recipient <user91@mail.example> accepted
C: RCPT TO:<user92@mail.example>
S: 250 2.1.5 Recipient <user92@mail.example> accepted
C: RCPT TO:<user93@mail.example>
S: 250 2.1.5 Recipient <user93@mail.example> accepted
C: RCPT TO:<user94@mail.example>
S: 250 2.1.5 Recipient <user94@mail.example> accepted
C: RCPT TO:<user95@mail.example>
S: 250 2.1.5 Recipient <user95@mail.example> accepted
C: RCPT TO:<user96@mail.example>
S: 250 2.1.5 Recipient <user96@mail.example> accepted
C: RCPT TO:<user97@mail.example>
S: 250 2.1.5 Recipient <user97@mail.example> accepted
C: RCPT TO:<user98@mail.example>
S: 250 2.1.5 Recipient <user98@mail.example> accepted
C: RCPT TO:<user99@mail.example>
S: 250 2.1.5 Recipient <user99@mail.example> accepted
C: RCPT TO:<user100@mail.example>
S: 250 2.1.5 Recipient <user100@mail.example> accepted
C: RCPT TO:<user101@mail.example>
S: 452 4.5.3 Too many recipients, 100 at a time
C: RCPT TO:<alice@mail.example>
S: 452 4.5.3 Too many recipients, 100 at a time
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: to many
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*), count(DISTINCT account), count(DISTINCT message) FROM delivery
| 100 | 100 | 1
