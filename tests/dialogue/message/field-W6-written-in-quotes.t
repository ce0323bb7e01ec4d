# A local part that is no dot-atom is quoted wherever it is written: in replies, Return-Path, From, Received,
# for the relay, and in the store.
use: pop3d-greets
C: USER a..b  S: +OK a..b is a new name, PASS creates the account
C: PASS secret  S: +OK Account a..b created, no messages yet
use: pop3-quit; pop3d-greets
C: USER x.  S: +OK x. is a new name, PASS creates the account
C: PASS secret  S: +OK Account x. created, no messages yet
use: pop3-quit; relay; smtp; envelope "a..b"@l.example | "x."@mail.example
C: RCPT TO:<.x@mail.example>  S: 550 5.1.1 No such account: <".x"@mail.example>
use: data; text quoted
C: MAIL FROM:<a..b@l.example>  S: 250 2.1.0 Sender <"a..b"@l.example> accepted
use: reset
C: MAIL FROM:<"a.b"@l.example>  S: 250 2.1.0 Sender <a.b@l.example> accepted
use: quit; smtp -o "relay=/bin/sh {dir}/relay -i -f"
C: AUTH PLAIN AGEuLmIAc2VjcmV0  S: 235 2.7.0 Signed in as a..b
C: MAIL FROM:<c..d@mail.example>  S: 553 5.7.1 <"c..d"@mail.example> is not your address
C: MAIL FROM:@ME  S: 250 2.1.0 Sender <"a..b"@mail.example> accepted
use: to "x."@far.example; data
C: Subject: handed on
C: .  S: 250 2.0.0 Relayed as {id}
C: MAIL FROM:<a..b@mail.example>  S: 250 2.1.0 Sender <"a..b"@mail.example> accepted
C: RCPT TO:@ME  S: 250 2.1.5 Recipient <"a..b"@mail.example> accepted
use: data; text to oneself; quit
use: arguments "a..b"@mail.example | "x."@far.example; relayed "a..b"@mail.example | "x."@far.example
| Subject: handed on
rows: SELECT account, sender FROM inbox ORDER BY message
| x. | "a..b"@l.example
| a..b | "a..b"@mail.example
use: pop3d-greets; login x.
C: LIST 1  S: +OK 1 {d} "a..b"@l.example quoted
C: RETR  S: +OK mbox follows, messages: 1
S: From "a..b"@l.example {ctime}
use: trace client.example (local) | ESMTP | "a..b"@l.example | "x."@mail.example
S: Subject: quoted
S:
use: end; pop3-quit
