# An empty quoted string is a local part. Nobody here has that name; it is not the null path.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<""@l.example>
S: 250 2.1.0 Sender <""@l.example> accepted
C: RCPT TO:<""@mail.example>
S: 550 5.1.1 Nobody here is called <""@mail.example>
C: RCPT TO:<"">
S: 550 5.1.1 Nobody here is called <""@mail.example>
C: RCPT TO:<""@far.example>
S: 550 5.7.1 <""@far.example> is not in a domain of ours
C: RCPT TO:<@mail.example>
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: from nobody
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<""@mail.example>
S: 530 5.7.0 Sign in first to send as one of us
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<"">
S: 553 5.7.1 You are not <""@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, sender FROM inbox
| alice | ""@l.example
# Not even an alias makes it a name; what the catch-all gets is all that is left.
sql: INSERT INTO alias VALUES ('', 'alice')
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: LHLO client.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<""@mail.example>
S: 250 2.1.0 Sender <""@mail.example> accepted
C: RCPT TO:<""@mail.example>
S: 550 5.1.1 Nobody here is called <""@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
