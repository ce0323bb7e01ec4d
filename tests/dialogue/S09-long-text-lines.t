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
C: Subject: long lines
C:
R: \{998*a}\r\n
R: \{1000*b}\r\n
R: \{70000*c}\r\n
R: ..\{70000*d}\r\n
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S: Return-Path: <sender@remote.example>
S*: {any}
S: Subject: long lines
S:
S: {998*a}
S: {1000*b}
S: {70000*c}
S: ..{70000*d}
S: .
C: QUIT
S: +OK mail.example closing the connection
