# Who has signed in, the greeting and the message that was begun are forgotten (RFC 3207 section
# 4.2).
modes: step
account: alice secret
on: inet
run: smtpd -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 6\r\nX: y\r\n
S: 250 2.0.0 Chunk of 6 octets taken
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: MAIL FROM:<alice@mail.example>
S: 503 5.5.1 MAIL is out of order, {*} may come now
C: BDAT 0 LAST
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: MAIL FROM:<alice@mail.example>
S: 530 5.7.0 Sign in first to send as one of us
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
# The same in one process.
through: ucspi-tls
on: inet
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-STARTTLS
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 6\r\nX: y\r\n
S: 250 2.0.0 Chunk of 6 octets taken
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: MAIL FROM:<alice@mail.example>
S: 503 5.5.1 MAIL is out of order, {*} may come now
C: BDAT 0 LAST
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: STARTTLS
S: 503 5.5.1 TLS is in use already
C: MAIL FROM:<alice@mail.example>
S: 530 5.7.0 Sign in first to send as one of us
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
