# Whoever speaks LMTP has settled who sends: our own addresses are accepted, and nobody signs in.
# What is for people at a terminal is not there, neither on a pipe nor where everybody may use it.
account: alice secret
run: smtpd -l -o interactive=any -o plaintext_auth=any -o inbound=no
S: 220 mail.example ESMTP pillarbox
L: LHLO relay.example
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: LHLO alice
S: 250-mail.example speaks LMTP
S*: 250-{!AUTH}{*}
S: 250 HELP
C: secret
S: 500 5.5.1 Unknown command, HELP lists them
C: PASS secret
S: 500 5.5.1 Unknown command, HELP lists them
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 5{*}
C: AUTH LOGIN
S: 5{*}
C: MAIL FROM:@ME
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM:<>
S: 250 2.1.0 Sender <> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: to myself
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<alice>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: text\n.\n\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT sender, subject FROM inbox
| alice@mail.example | to myself
