# What a person at the terminal has always been able to do, in the order in which it is done.
# 1. Two new accounts in one session.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO USER1
S: 250-mail.example the next line becomes the password of new account USER1
S*: 250-{*}
S: 250 {*}
C: PASSWORD5
S: 235 2.7.0 Account created, signed in as USER1
C: EHLO USER2
S: 250-mail.example the next line becomes the password of new account USER2
S*: 250-{*}
S: 250 {*}
C: NOPASSSS
S: 235 2.7.0 Account created, signed in as USER2
# 2. A mail to oneself, without a blank line behind the subject.
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO: USER2
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: SUBJECT: "TESTCASE1"
C: THIS IS TESTCASE number 1
C: IT WILL SHOW UP ONLY IN USER2 MAILBOX
C: .
S: 250 2.0.0 Stored as {id}
# 3. A third account writes to the other two, and to one that is not there yet.
C: EHLO USER3
S: 250-mail.example the next line becomes the password of new account USER3
S*: 250-{*}
S: 250 {*}
C: HASHD
S: 235 2.7.0 Account created, signed in as USER3
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO: USER1
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO: USER2
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO: USER6
S: 550 5.1.1 Nobody here is called <USER6@mail.example>
C: DATA
S: 354 Send the message, then a line with only a dot
C: SUBJECT: "TESTCASE 2"
C: THIS IS TESTCASE number 2
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name, password LIKE '$%' FROM account ORDER BY id
| postmaster | 0
| USER1 | 1
| USER2 | 1
| USER3 | 1
# 4. USER1 has one message.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER1
S: +OK PASS and the password, please
C: PASS PASSWORD5
S: +OK Signed in, 1 messages, {d} octets
C: LIST
S: +OK 1 messages of {d} octets in all
S: 1 {d} USER3@mail.example "TESTCASE 2"
S: .
C: RETR
S: +OK mbox with messages: 1
S: From USER3@mail.example {ctime}
S: Return-Path: <USER3@mail.example>
S*: {any}
S: SUBJECT: "TESTCASE 2"
S*: {any}
S: THIS IS TESTCASE number 2
S:
S: .
C: QUIT
S: +OK mail.example closing the connection
# 5. USER2 has two.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER2
S: +OK PASS and the password, please
C: PASS NOPASSSS
S: +OK Signed in, 2 messages, {d} octets
C: LIST
S: +OK 2 messages of {d} octets in all
S: 1 {d} USER2@mail.example "TESTCASE1"
S: 2 {d} USER3@mail.example "TESTCASE 2"
S: .
C: RETR 1
S: +OK {d} octets
S: Return-Path: <USER2@mail.example>
S*: {any}
S: SUBJECT: "TESTCASE1"
S*: {any}
S: THIS IS TESTCASE number 1
S: IT WILL SHOW UP ONLY IN USER2 MAILBOX
S: .
C: RETR 2
S: +OK {d} octets
S: Return-Path: <USER3@mail.example>
S*: {any}
S: THIS IS TESTCASE number 2
S: .
C: RETR
S: +OK mbox with messages: 2
S: From USER2@mail.example {ctime}
S*: {any}
S: IT WILL SHOW UP ONLY IN USER2 MAILBOX
S:
S: From USER3@mail.example {ctime}
S*: {any}
S: THIS IS TESTCASE number 2
S:
S: .
C: QUIT
S: +OK mail.example closing the connection
# 6. POP3 creates accounts, too.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER6
S: +OK USER6 is a new name, PASS creates the account
C: PASS NEWPASSWORD
S: +OK Account USER6 created, no messages yet
C: LIST
S: +OK 0 messages of 0 octets in all
S: .
C: QUIT
S: +OK mail.example closing the connection
# 7. Now USER6 can get mail.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO USER2
S: 250-mail.example the next line is the password of USER2
S*: 250-{*}
S: 250 {*}
C: NOPASSSS
S: 235 2.7.0 Signed in as USER2
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO: USER6
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: SUBJECT: "TESTCASE 3"
C: THIS IS TESTCASE number 3
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER6
S: +OK PASS and the password, please
C: PASS NEWPASSWORD
S: +OK Signed in, 1 messages, {d} octets
C: LIST
S: +OK 1 messages of {d} octets in all
S: 1 {d} USER2@mail.example "TESTCASE 3"
S: .
C: QUIT
S: +OK mail.example closing the connection
# 8. HELO enters what has no password, and creates it.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO USER1
S: 530 5.7.0 USER1 has a password, sign in with EHLO
C: HELO USER7
S: 250 mail.example account USER7 created, it has no password
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT password FROM account WHERE name = 'USER7'
| NULL
# 9. Nobody writes in somebody else's name.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: MAIL FROM: USER2
S: 503 5.5.1 MAIL is out of order, {*} may come now
C: EHLO USER3
S: 250-mail.example the next line is the password of USER3
S*: 250-{*}
S: 250 {*}
C: MAIL FROM: @ME
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM: USER3
S: 530 5.7.0 Sign in first to send as one of us
C: HASHD
S: 235 2.7.0 Signed in as USER3
C: MAIL FROM: USER2
S: 553 5.7.1 You are not <{*}>
# 11. What comes too early is refused, and the session goes on.
C: RCPT TO: USER1
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
C: MAIL FROM: USER3
S: 250 2.1.0 Sender <{*}> accepted
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# 10. Five wrong passwords.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO USER1
S: 250-mail.example the next line is the password of USER1
S*: 250-{*}
S: 250 {*}
C: WRONG1
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: WRONG2
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: WRONG3
S: 535 5.7.8 Wrong name or password, attempts left: 2
C: WRONG4
S: 535 5.7.8 Wrong name or password, attempts left: 1
C: WRONG5
S: 421 4.7.0 Too many wrong passwords, closing
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER1
S: +OK PASS and the password, please
C: PASS WRONG1
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: USER USER1
S: +OK PASS and the password, please
C: PASS WRONG2
S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: USER USER1
S: +OK PASS and the password, please
C: PASS WRONG3
S: -ERR [AUTH] Wrong name or password, attempts left: 2
C: USER USER1
S: +OK PASS and the password, please
C: PASS WRONG4
S: -ERR [AUTH] Wrong name or password, attempts left: 1
C: USER USER1
S: +OK PASS and the password, please
C: PASS WRONG5
S: -ERR [AUTH] Too many wrong passwords, closing
# 12. Deleted is deleted for one recipient, the other keeps it.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER1
S: +OK PASS and the password, please
C: PASS PASSWORD5
S: +OK Signed in, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER1
S: +OK PASS and the password, please
C: PASS PASSWORD5
S: +OK Signed in, 0 messages, {d} octets
C: LIST
S: +OK 0 messages of 0 octets in all
S: .
C: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER USER2
S: +OK PASS and the password, please
C: PASS NOPASSSS
S: +OK Signed in, 2 messages, {d} octets
C: LIST 2
S: +OK 2 {d} USER3@mail.example "TESTCASE 2"
C: QUIT
S: +OK mail.example closing the connection
