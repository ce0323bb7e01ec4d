# What SRS, VERP, forwarding and tags make of an address is longer than 64 octets before the @. It
# is taken, and comes back whole wherever it is written down; replies and scan listings show as much
# as fits into their lines.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<SRS0=\{65*s}=remote.example=sender@forwarder.example> SIZE=100\r\n
S: 250 2.1.0 Sender <SRS0={65*s}=remote.example=sender@forwarder.example> accepted
R: RCPT TO:<alice+\{60*t}@mail.example>\r\n
S: 250 2.1.5 Recipient <alice+{60*t}@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<\{512*s}@\{63*b}.\{63*c}.\{63*d}.\{63*e}> SIZE=100\r\n
S: 250 2.1.0 Sender <{479*s}...> accepted
R: RCPT TO:<alice+\{481*t}@mail.example>\r\n
S: 250 2.1.5 Recipient <alice+{470*t}...> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: two
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT reverse_path FROM message
| SRS0={65*s}=remote.example=sender@forwarder.example
| {512*s}@{63*b}.{63*c}.{63*d}.{63*e}
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: LIST
S: +OK 2 messages of {d} octets in all
S: 1 {d} SRS0={65*s}=remote.example=sender@forwarder.example one
S: 2 {d} {253*s}... two
S: .
C: LIST 2
S: +OK 2 {d} {253*s}... two
C: TOP 2 0
S: +OK Top of the message follows
S: Return-Path: <{512*s}@{63*b}.{63*c}.{63*d}.{63*e}>
S: Received: from client.example (local)
S: {x09}by mail.example with ESMTP id {id}
S: {x09}for <alice+{481*t}@mail.example>;
S: {x09}{date}
S: Subject: two
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: RETR
S: +OK mbox with messages: 1
S: From {512*s}@{63*b}.{63*c}.{63*d}.{63*e} {ctime}
S: Return-Path: <{512*s}@{63*b}.{63*c}.{63*d}.{63*e}>
S: Received: from client.example (local)
S: {x09}by mail.example with ESMTP id {id}
S: {x09}for <alice+{481*t}@mail.example>;
S: {x09}{date}
S: Subject: two
S:
S: .
C: QUIT
S: +OK mail.example closing the connection
