# A name that does not name itself takes the place of an account of that name.
account: alice secret
account: bob secret
sql: INSERT INTO alias VALUES ('alice', 'bob')
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
C: Subject: moved
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox
| bob | moved
# The trace names the recipient that was asked for.
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER bob
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: TOP 1 0
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S*: {any}
S: {x09}for <alice@mail.example>;
S*: {any}
S: .
C: QUIT
S: +OK mail.example closing the connection
