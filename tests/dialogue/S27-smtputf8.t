# With SMTPUTF8 addresses may be UTF-8, the message comes out as it came in, and it ends with the
# transaction. A name for an account may be UTF-8, too.
account: alice secret
sql: INSERT INTO alias VALUES ('größe', 'alice')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SMTPUTF8=1
S: 501 5.5.4 Bad or repeated parameter SMTPUTF8=1
C: MAIL FROM:<sender@remote.example> SMTPUTF8=
S: 501 5.5.4 Bad or repeated parameter SMTPUTF8=
C: MAIL FROM:<sender@remote.example> SMTPUTF8 SMTPUTF8
S: 501 5.5.4 Bad or repeated parameter SMTPUTF8
C: MAIL FROM:<> smtputf8
S: 250 2.1.0 Sender <> accepted
C: RCPT TO:<alice@mail.example> SMTPUTF8
S: 555 5.5.4 Unknown parameter SMTPUTF8
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<jürgen@rémote.example> SIZE=100 SMTPUTF8 BODY=8BITMIME
S: 250 2.1.0 Sender <j??rgen@r??mote.example> accepted
C: RCPT TO:<jürgen@mail.example>
S: 550 5.1.1 Nobody here is called <j??rgen@mail.example>
C: RCPT TO:<alice@mäil.example>
S: 550 5.7.1 <alice@m??il.example> is not in a domain of ours
C: RCPT TO:<größe@mail.example>
S: 250 2.1.5 Recipient <gr????e@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: Grüße
C: From: Jürgen <jürgen@rémote.example>
C:
C: Viele Grüße
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<jürgen@mail.example>
S: 553 5.6.7 The recipient needs SMTPUTF8 behind MAIL
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT reverse_path, subject FROM message
| j{xC3}{xBC}rgen@r{xC3}{xA9}mote.example | Gr{xC3}{xBC}{xC3}{x9F}e
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <jürgen@rémote.example>
S: Received: from client.example (local)
S: {x09}by mail.example with UTF8SMTP id {id}
S: {x09}for <größe@mail.example>;
S: {x09}{date}
S: Subject: Grüße
S: From: Jürgen <jürgen@rémote.example>
S:
S: Viele Grüße
S: .
C: QUIT
S: +OK mail.example closing the connection
