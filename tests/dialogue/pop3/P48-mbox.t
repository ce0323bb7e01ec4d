use: alice; mail
|
| From here on
| >From the start
| from below
| .dot
|
| .dot behind a blank line
deliver: <> alice  | Subject: two
use: pop3d-greets; login alice | secret | 2; retrieve 2
S*: {any}
S: Subject: two
S: .
# Now only message 1 is unread.
C: RETR U  S: +OK mbox follows, messages: 1
S: From sender@remote.example {ctime}
use: top-fields
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
C: RETR U  S: +OK mbox follows, messages: 0
S: .
C: RETR  S: +OK mbox follows, messages: 2
S: From sender@remote.example {ctime}
use: top-fields
S: ..dot
S:
S: ..dot behind a blank line
S:
S: From MAILER-DAEMON {ctime}
S: Return-Path: <>
S*: {any}
S: Subject: two
S:
use: end; delete
C: retr  S: +OK mbox follows, messages: 1
S: From MAILER-DAEMON {ctime}
use: rest; pop3-quit
# Messages read in an earlier session stay read.
rows: SELECT subject, seen FROM inbox  | two | 1
use: mail three; pop3d-greets; login alice | secret | 2
C: retr u  S: +OK mbox follows, messages: 1
S: From sender@remote.example {ctime}
S*: {any}
S: Subject: three
S:
use: end; pop3-quit
