# What a person at a terminal has always been able to do, in this order.
# 1. Two new accounts in one session.
use: smtpd-greets; newcomer USER1
C: PASSWORD5  S: 235 2.7.0 Account created, signed in as USER1
use: newcomer USER2
C: NOPASSSS  S: 235 2.7.0 Account created, signed in as USER2
# 2. Mail to oneself, without a blank line after the subject.
use: from-me; to-name USER2; data
C: SUBJECT: "TESTCASE1"
C: THIS IS TESTCASE number 1
C: IT WILL SHOW UP ONLY IN USER2 MAILBOX
use: stored
# 3. A third account writes to the other two, and to one that does not exist yet.
use: newcomer USER3
C: HASHD  S: 235 2.7.0 Account created, signed in as USER3
use: from-me; to-name USER1; to-name USER2
C: RCPT TO: USER6  S: 550 5.1.1 No such account: <USER6@mail.example>
use: data
C: SUBJECT: "TESTCASE 2"
C: THIS IS TESTCASE number 2
use: stored; quit
rows: SELECT name, password LIKE '$%' FROM account ORDER BY id
| postmaster | 0
| USER1 | 1
| USER2 | 1
| USER3 | 1
# 4. USER1 has one message.
use: pop3d-greets; login USER1 | PASSWORD5
C: LIST  S: +OK 1 message, {d} octets
S: 1 {d} USER3@mail.example "TESTCASE 2"
S: .
C: RETR  S: +OK mbox follows, messages: 1
S: From USER3@mail.example {ctime}
use: top-fields USER3@mail.example
S: SUBJECT: "TESTCASE 2"
S*: {any}
S: THIS IS TESTCASE number 2
S:
use: end; pop3-quit
# 5. USER2 has two.
use: pop3d-greets; login USER2 | NOPASSSS | 2
C: LIST  S: +OK 2 messages, {d} octets
S: 1 {d} USER2@mail.example "TESTCASE1"
S: 2 {d} USER3@mail.example "TESTCASE 2"
use: end; retrieve; top-fields USER2@mail.example
S: SUBJECT: "TESTCASE1"
S*: {any}
S: THIS IS TESTCASE number 1
S: IT WILL SHOW UP ONLY IN USER2 MAILBOX
use: end; retrieve 2; top-fields USER3@mail.example
S: THIS IS TESTCASE number 2
S: .
C: RETR  S: +OK mbox follows, messages: 2
S: From USER2@mail.example {ctime}
S*: {any}
S: IT WILL SHOW UP ONLY IN USER2 MAILBOX
S:
S: From USER3@mail.example {ctime}
S*: {any}
S: THIS IS TESTCASE number 2
S:
use: end; pop3-quit
# 6. POP3 creates accounts too.
use: pop3d-greets
C: USER USER6  S: +OK USER6 is a new name, PASS creates the account
C: PASS NEWPASSWORD  S: +OK Account USER6 created, no messages yet
C: LIST  S: +OK 0 messages, 0 octets
use: end; pop3-quit
# 7. Now USER6 can get mail.
use: smtpd-greets; invited USER2
C: NOPASSSS  S: 235 2.7.0 Signed in as USER2
use: from-me; to-name USER6; data
C: SUBJECT: "TESTCASE 3"
C: THIS IS TESTCASE number 3
use: stored; quit
use: pop3d-greets; login USER6 | NEWPASSWORD
C: LIST  S: +OK 1 message, {d} octets
S: 1 {d} USER2@mail.example "TESTCASE 3"
use: end; pop3-quit
# 8. HELO enters an account without a password, and creates one.
use: smtpd-greets
C: HELO USER1  S: 530 5.7.0 USER1 has a password, sign in with EHLO
C: HELO USER7  S: 250 mail.example account USER7 created, without a password
use: quit
rows: SELECT password FROM account WHERE name = 'USER7'  | NULL
# 9. No one can send in another's name.
use: smtpd-greets
C: MAIL FROM: USER2  S: 503 5.5.1 MAIL is out of sequence, expected {*}
use: invited USER3
C: MAIL FROM: @ME  S: 530 5.7.0 Sign in to send from a local address
C: MAIL FROM: USER3  S: 530 5.7.0 Sign in to send from a local address
C: HASHD  S: 235 2.7.0 Signed in as USER3
C: MAIL FROM: USER2  S: 553 5.7.1 <{*}> is not your address
# 11. A command that comes too early is refused, and the session goes on.
C: RCPT TO: USER1  S: 503 5.5.1 RCPT is out of sequence, expected {*}
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
C: MAIL FROM: USER3  S: 250 2.1.0 Sender <{*}> accepted
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected {*}
use: quit
# 10. Five wrong passwords.
use: smtpd-greets; invited USER1
C: WRONG1  S: 535 5.7.8 Wrong name or password, attempts left: 4
C: WRONG2  S: 535 5.7.8 Wrong name or password, attempts left: 3
C: WRONG3  S: 535 5.7.8 Wrong name or password, attempts left: 2
C: WRONG4  S: 535 5.7.8 Wrong name or password, attempts left: 1
C: WRONG5  S: 421 4.7.0 Too many wrong passwords, closing
use: pop3d-greets; username USER1
C: PASS WRONG1  S: -ERR [AUTH] Wrong name or password, attempts left: 4
use: username USER1
C: PASS WRONG2  S: -ERR [AUTH] Wrong name or password, attempts left: 3
use: username USER1
C: PASS WRONG3  S: -ERR [AUTH] Wrong name or password, attempts left: 2
use: username USER1
C: PASS WRONG4  S: -ERR [AUTH] Wrong name or password, attempts left: 1
use: username USER1
C: PASS WRONG5  S: -ERR [AUTH] Too many wrong passwords, closing
# 12. One recipient deletes a message; the other keeps it.
use: pop3d-greets; login USER1 | PASSWORD5; delete; pop3-quit
use: pop3d-greets; login USER1 | PASSWORD5 | 0
C: LIST  S: +OK 0 messages, 0 octets
S: .
use: pop3-quit; pop3d-greets; login USER2 | NOPASSSS | 2
C: LIST 2  S: +OK 2 {d} USER3@mail.example "TESTCASE 2"
use: pop3-quit
