# Mail from a person gets the fields that every mail should have, and keeps those that are there.
account: alice secret
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
C: secret
S: 235 2.7.0 Signed in as alice
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO: alice
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: bare
C: no header field
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO: alice
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: from: Alice <alice@mail.example>
C: DATE: Thu, 1 Jan 1970 00:00:00 +0000
C: message-id: <my.own@mail.example>
C: Subject: complete
C:
C: text
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <alice@mail.example>
S*: {any}
S: From: {*}alice@mail.example{*}
S*: {any}
S: .
C: RETR 2
S: +OK {d} octets
S: Return-Path: <alice@mail.example>
S: Received: {any}
S*: {x09}{any}
S: from: Alice <alice@mail.example>
S: DATE: Thu, 1 Jan 1970 00:00:00 +0000
S: message-id: <my.own@mail.example>
S: Subject: complete
S:
S: text
S: .
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT instr(CAST(data AS TEXT), char(10) || 'Date: ') > 0, instr(CAST(data AS TEXT), char(10) || 'Message-ID: <') > 0, instr(CAST(data AS TEXT), 'Subject: bare' || char(13, 10, 13, 10) || 'no header field') > 0 FROM content ORDER BY id LIMIT 1
| 1 | 1 | 1
