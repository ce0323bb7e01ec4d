# Where standard error is the peer's own socket, or closed, not a word of the log gets there.
account: alice secret
on: inet
stderr-to: socket
run: smtpd -o interactive=none -o log=info
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
on: unix
stderr-to: socket
run: pop3d -o interactive=none -o log=info
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
stderr-to: closed
run: smtpd -o interactive=none -o log=info
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:@ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr-to: closed
run: pop3d -o interactive=none -o log=info
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
