# The protocol's name says that SMTPUTF8 was asked for, and that it was LMTP.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<jürgen@remote.example> SMTPUTF8
S: 250 2.1.0 Sender <j??rgen@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
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
C: TOP 1 0
S: +OK Top of the message follows
S: Return-Path: <jürgen@remote.example>
S: Received: from client.example (local)
S: {x09}by mail.example with UTF8SMTP id {id}
S: {x09}for <alice@mail.example>;
S: {x09}{date}
S*: {any}
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example> SMTPUTF8
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: two
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
C: TOP 1 0
S: +OK Top of the message follows
S: Return-Path: <alice@mail.example>
S: Received: from client.example (local)
S: {x09}by mail.example with UTF8SMTPA id {id}
S: {x09}for <alice@mail.example>;
S: {x09}{date}
S*: {any}
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: three
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
C: TOP 1 0
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S: Received: from relay.example ([192.0.2.7])
S: {x09}by mail.example with LMTP id {id}
S: {x09}for <alice@mail.example>;
S: {x09}{date}
S*: {any}
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SMTPUTF8
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 15 LAST\r\nSubject: four\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: TOP 1 0
S: +OK Top of the message follows
S: Return-Path: <sender@remote.example>
S: Received: from relay.example (local)
S: {x09}by mail.example with UTF8LMTP id {id}
S: {x09}for <alice@mail.example>;
S: {x09}{date}
S*: {any}
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
