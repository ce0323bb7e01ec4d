account: alice secret
deliver: sender@remote.example alice
| Subject: one
|
| text
deliver: sender@remote.example alice
| Subject: two
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: one
S:
S: text
S: .
# TOP is no reading.
C: TOP 2 10
S: +OK Top of the message follows
S*: {any}
S: .
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT subject, seen FROM inbox ORDER BY message
| one | 1
| two | 0
