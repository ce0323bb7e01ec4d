# What K-9 sends: the envelope and DATA in one write; on POP3 one UIDL and TOP a message.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO [IPv6:2001:db8::7]
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
R: MAIL FROM:<alice@mail.example> BODY=8BITMIME\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
S: 250 2.1.0 Sender <alice@mail.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 354 {*}
C: Subject: from a telephone
C: 
C: text
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK {*}
S*: {*}
S: .
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 1 messages, {d} octets
C: STAT
S: +OK 1 {d}
C: UIDL 1
S: +OK 1 {id}
C: LIST 1
S: +OK 1 {d}
C: TOP 1 20
S: +OK {*}
S*: {!text}{any}
S: text
S: .
C: QUIT
S: +OK mail.example closing the connection
