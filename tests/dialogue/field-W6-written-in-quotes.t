# A local part that is no dot-atom is written back in quotes, everywhere: in replies, Return-Path,
# From, Received, for the relay, and in the store.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER a..b
S: +OK a..b is a new name, PASS creates the account
C: PASS secret
S: +OK Account a..b created, no messages yet
C: QUIT
S: +OK mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER x.
S: +OK x. is a new name, PASS creates the account
C: PASS secret
S: +OK Account x. created, no messages yet
C: QUIT
S: +OK mail.example closing the connection
file: relay
| printf '%s\n' "$@" > arguments
| cat > message
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<"a..b"@l.example>
S: 250 2.1.0 Sender <"a..b"@l.example> accepted
C: RCPT TO:<"x."@mail.example>
S: 250 2.1.5 Recipient <"x."@mail.example> accepted
C: RCPT TO:<.x@mail.example>
S: 550 5.1.1 Nobody here is called <".x"@mail.example>
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: quoted
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<a..b@l.example>
S: 250 2.1.0 Sender <"a..b"@l.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<"a.b"@l.example>
S: 250 2.1.0 Sender <a.b@l.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay -i -f"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGEuLmIAc2VjcmV0
S: 235 2.7.0 Signed in as a..b
C: MAIL FROM:<c..d@mail.example>
S: 553 5.7.1 You are not <"c..d"@mail.example>
C: MAIL FROM:@ME
S: 250 2.1.0 Sender <"a..b"@mail.example> accepted
C: RCPT TO:<"x."@far.example>
S: 250 2.1.5 Recipient <"x."@far.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: handed on
C: .
S: 250 2.0.0 Handed on as {id}
C: MAIL FROM:<a..b@mail.example>
S: 250 2.1.0 Sender <"a..b"@mail.example> accepted
C: RCPT TO:@ME
S: 250 2.1.5 Recipient <"a..b"@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: to oneself
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: arguments
| -i
| -f
| "a..b"@mail.example
| --
| "x."@far.example
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id}
| {x09}for <"x."@far.example>;
| {x09}{date}
| From: <"a..b"@mail.example>
| Date: {date}
| Message-ID: <{id}@mail.example>
| Subject: handed on
rows: SELECT account, sender FROM inbox ORDER BY message
| x. | "a..b"@l.example
| a..b | "a..b"@mail.example
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER x.
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: LIST 1
S: +OK 1 {d} "a..b"@l.example quoted
C: RETR
S: +OK mbox with messages: 1
S: From "a..b"@l.example {ctime}
S: Return-Path: <"a..b"@l.example>
S: Received: from client.example (local)
S: {x09}by mail.example with ESMTP id {id}
S: {x09}for <"x."@mail.example>;
S: {x09}{date}
S: Subject: quoted
S:
S: .
C: QUIT
S: +OK mail.example closing the connection
