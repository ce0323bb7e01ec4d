# dialect-original.t once more, with lines that end in LF, as nc and a shell script send them.
# 1. Two new accounts in one session.
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: EHLO USER1
S: 250-mail.example the next line becomes the password of new account USER1
S*: 250-{*}
S: 250 {*}
L: PASSWORD5
S: 235 2.7.0 Account created, signed in as USER1
L: EHLO USER2
S: 250-mail.example the next line becomes the password of new account USER2
S*: 250-{*}
S: 250 {*}
L: NOPASSSS
S: 235 2.7.0 Account created, signed in as USER2
# 2. A mail to oneself, without a blank line behind the subject.
L: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
L: RCPT TO: USER2
S: 250 2.1.5 Recipient <{*}> accepted
L: DATA
S: 354 Send the message, then a line with only a dot
L: SUBJECT: "TESTCASE1"
L: THIS IS TESTCASE number 1
L: IT WILL SHOW UP ONLY IN USER2 MAILBOX
L: .
S: 250 2.0.0 Stored as {id}
# 3. A third account writes to the other two, and to one that is not there yet.
L: EHLO USER3
S: 250-mail.example the next line becomes the password of new account USER3
S*: 250-{*}
S: 250 {*}
L: HASHD
S: 235 2.7.0 Account created, signed in as USER3
L: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
L: RCPT TO: USER1
S: 250 2.1.5 Recipient <{*}> accepted
L: RCPT TO: USER2
S: 250 2.1.5 Recipient <{*}> accepted
L: RCPT TO: USER6
S: 550 5.1.1 Nobody here is called <USER6@mail.example>
L: DATA
S: 354 Send the message, then a line with only a dot
L: SUBJECT: "TESTCASE 2"
L: THIS IS TESTCASE number 2
L: .
S: 250 2.0.0 Stored as {id}
L: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name, password LIKE '$%' FROM account ORDER BY id
| postmaster | 0
| USER1 | 1
| USER2 | 1
| USER3 | 1
# 4. USER1 has one message.
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER1
S: +OK PASS and the password, please
L: PASS PASSWORD5
S: +OK Signed in, 1 messages, {d} octets
L: LIST
S: +OK 1 messages of {d} octets in all
S: 1 {d} USER3@mail.example "TESTCASE 2"
S: .
L: RETR
S: +OK mbox with messages: 1
S: From USER3@mail.example {ctime}
S: Return-Path: <USER3@mail.example>
S*: {any}
S: SUBJECT: "TESTCASE 2"
S*: {any}
S: THIS IS TESTCASE number 2
S:
S: .
L: QUIT
S: +OK mail.example closing the connection
# 5. USER2 has two.
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER2
S: +OK PASS and the password, please
L: PASS NOPASSSS
S: +OK Signed in, 2 messages, {d} octets
L: LIST
S: +OK 2 messages of {d} octets in all
S: 1 {d} USER2@mail.example "TESTCASE1"
S: 2 {d} USER3@mail.example "TESTCASE 2"
S: .
L: RETR 1
S: +OK {d} octets
S: Return-Path: <USER2@mail.example>
S*: {any}
S: SUBJECT: "TESTCASE1"
S*: {any}
S: THIS IS TESTCASE number 1
S: IT WILL SHOW UP ONLY IN USER2 MAILBOX
S: .
L: RETR 2
S: +OK {d} octets
S: Return-Path: <USER3@mail.example>
S*: {any}
S: THIS IS TESTCASE number 2
S: .
L: RETR
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
L: QUIT
S: +OK mail.example closing the connection
# 6. POP3 creates accounts, too.
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER6
S: +OK USER6 is a new name, PASS creates the account
L: PASS NEWPASSWORD
S: +OK Account USER6 created, no messages yet
L: LIST
S: +OK 0 messages of 0 octets in all
S: .
L: QUIT
S: +OK mail.example closing the connection
# 7. Now USER6 can get mail.
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: EHLO USER2
S: 250-mail.example the next line is the password of USER2
S*: 250-{*}
S: 250 {*}
L: NOPASSSS
S: 235 2.7.0 Signed in as USER2
L: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
L: RCPT TO: USER6
S: 250 2.1.5 Recipient <{*}> accepted
L: DATA
S: 354 Send the message, then a line with only a dot
L: SUBJECT: "TESTCASE 3"
L: THIS IS TESTCASE number 3
L: .
S: 250 2.0.0 Stored as {id}
L: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER6
S: +OK PASS and the password, please
L: PASS NEWPASSWORD
S: +OK Signed in, 1 messages, {d} octets
L: LIST
S: +OK 1 messages of {d} octets in all
S: 1 {d} USER2@mail.example "TESTCASE 3"
S: .
L: QUIT
S: +OK mail.example closing the connection
# 8. HELO enters what has no password, and creates it.
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: HELO USER1
S: 530 5.7.0 USER1 has a password, sign in with EHLO
L: HELO USER7
S: 250 mail.example account USER7 created, it has no password
L: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT password FROM account WHERE name = 'USER7'
| NULL
# 9. Nobody writes in somebody else's name.
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: MAIL FROM: USER2
S: 503 5.5.1 MAIL is out of order, {*} may come now
L: EHLO USER3
S: 250-mail.example the next line is the password of USER3
S*: 250-{*}
S: 250 {*}
L: MAIL FROM: @ME
S: 530 5.7.0 Sign in first to send as one of us
L: MAIL FROM: USER3
S: 530 5.7.0 Sign in first to send as one of us
L: HASHD
S: 235 2.7.0 Signed in as USER3
L: MAIL FROM: USER2
S: 553 5.7.1 You are not <{*}>
# 11. What comes too early is refused, and the session goes on.
L: RCPT TO: USER1
S: 503 5.5.1 RCPT is out of order, {*} may come now
L: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
L: MAIL FROM: USER3
S: 250 2.1.0 Sender <{*}> accepted
L: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
L: QUIT
S: 221 2.0.0 mail.example closing the connection
# 10. Five wrong passwords.
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: EHLO USER1
S: 250-mail.example the next line is the password of USER1
S*: 250-{*}
S: 250 {*}
L: WRONG1
S: 535 5.7.8 Wrong name or password, attempts left: 4
L: WRONG2
S: 535 5.7.8 Wrong name or password, attempts left: 3
L: WRONG3
S: 535 5.7.8 Wrong name or password, attempts left: 2
L: WRONG4
S: 535 5.7.8 Wrong name or password, attempts left: 1
L: WRONG5
S: 421 4.7.0 Too many wrong passwords, closing
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER1
S: +OK PASS and the password, please
L: PASS WRONG1
S: -ERR [AUTH] Wrong name or password, attempts left: 4
L: USER USER1
S: +OK PASS and the password, please
L: PASS WRONG2
S: -ERR [AUTH] Wrong name or password, attempts left: 3
L: USER USER1
S: +OK PASS and the password, please
L: PASS WRONG3
S: -ERR [AUTH] Wrong name or password, attempts left: 2
L: USER USER1
S: +OK PASS and the password, please
L: PASS WRONG4
S: -ERR [AUTH] Wrong name or password, attempts left: 1
L: USER USER1
S: +OK PASS and the password, please
L: PASS WRONG5
S: -ERR [AUTH] Too many wrong passwords, closing
# 12. Deleted is deleted for one recipient, the other keeps it.
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER1
S: +OK PASS and the password, please
L: PASS PASSWORD5
S: +OK Signed in, 1 messages, {d} octets
L: DELE 1
S: +OK Message 1 goes with QUIT
L: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER1
S: +OK PASS and the password, please
L: PASS PASSWORD5
S: +OK Signed in, 0 messages, {d} octets
L: LIST
S: +OK 0 messages of 0 octets in all
S: .
L: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER USER2
S: +OK PASS and the password, please
L: PASS NOPASSSS
S: +OK Signed in, 2 messages, {d} octets
L: LIST 2
S: +OK 2 {d} USER3@mail.example "TESTCASE 2"
L: QUIT
S: +OK mail.example closing the connection
