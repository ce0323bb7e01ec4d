account: alice secret
deliver: sender@remote.example alice
| Subject: top
| X-Last: field
|
| line 1
| .line 2
|
| line 4
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: TOP 1 0
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: top
S: X-Last: field
S:
S: .
C: TOP 1 2
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: top
S: X-Last: field
S:
S: line 1
S: ..line 2
S: .
C: TOP 1 999
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S*: {any}
S: X-Last: field
S:
S: line 1
S: ..line 2
S:
S: line 4
S: .
C: QUIT
S: +OK mail.example closing the connection
