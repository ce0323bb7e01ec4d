account: alice secret
deliver: sender@remote.example alice
| Subject: one
|
| From here on
| >From the start
| from below
| .dot
|
| .dot behind a blank line
deliver: <> alice
| Subject: two
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: RETR 2
S: +OK {d} octets
S*: {any}
S: Subject: two
S: .
# Message 1 is the only one unread now.
C: RETR U
S: +OK mbox with messages: 1
S: From sender@remote.example {ctime}
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: one
S:
S: >From here on
S: >>From the start
S: from below
S: ..dot
S:
S: ..dot behind a blank line
S:
S: .
C: RETR U
S: +OK mbox with messages: 0
S: .
C: RETR
S: +OK mbox with messages: 2
S: From sender@remote.example {ctime}
S: Return-Path: <sender@remote.example>
S*: {any}
S: ..dot
S:
S: ..dot behind a blank line
S:
S: From MAILER-DAEMON {ctime}
S: Return-Path: <>
S*: {any}
S: Subject: two
S:
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: retr
S: +OK mbox with messages: 1
S: From MAILER-DAEMON {ctime}
S*: {any}
S: .
C: QUIT
S: +OK mail.example closing the connection
# Read is what was retrieved in an earlier session, too.
rows: SELECT subject, seen FROM inbox
| two | 1
deliver: sender@remote.example alice
| Subject: three
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: retr u
S: +OK mbox with messages: 1
S: From sender@remote.example {ctime}
S*: {any}
S: Subject: three
S:
S: .
C: QUIT
S: +OK mail.example closing the connection
