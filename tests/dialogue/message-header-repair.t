# A header that runs into text gets the blank line that is missing there.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: no field at all
C: Subject: in the body
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: first
C:  goes on
C: http://looks.like/a-field and is none
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C:
C: body only
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject : old style
C: bad field: with a space in its name
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 4 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S: Received: {any}
S*: {x09}{any}
S:
S: no field at all
S: Subject: in the body
S: .
C: RETR 2
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S: Received: {any}
S*: {x09}{any}
S: Subject: first
S:  goes on
S*: {any}
S: http://looks.like/a-field and is none
S: .
C: RETR 3
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S: Received: {any}
S*: {x09}{any}
S:
S: body only
S: .
C: RETR 4
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S: Received: {any}
S*: {x09}{any}
S: Subject : old style
S:
S: bad field: with a space in its name
S: .
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT subject FROM message ORDER BY id
|
| first goes on
|
| old style
