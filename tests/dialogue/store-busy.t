# Another process has the writer lock for longer than anybody waits.
account: alice secret
hold: writer
run: smtpd -o interactive=none -o lock_timeout=1
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
C: Subject: one
C: .
S: 451 4.3.0 The mail store did not answer, try again later
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
hold: writer
run: pop3d -o lock_timeout=1
S: +OK mail.example POP3 pillarbox
C: USER newcomer
S: +OK newcomer is a new name, PASS creates the account
C: PASS secret
S: -ERR [SYS/TEMP] The mail store did not answer, try again later
C: QUIT
S: +OK mail.example closing the connection
# Whoever only reads is not kept waiting.
hold: writer
run: pop3d -o interactive=none -o lock_timeout=1
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
