# LHLO, and then as in SMTP, up to the end of the message: there each recipient has a reply, in the
# order of RCPT; those that were refused have had theirs.
account: alice secret
account: bob secret
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250 HELP
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example> is not in a domain of ours
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: RCPT TO:<ALICE+again@localhost>
S: 250 2.1.5 Recipient <ALICE+again@localhost> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C:
C: ..text
C: .
S: 250 2.0.0 Stored as {one=id}
S: 250 2.0.0 Stored as {=one}
S: 250 2.0.0 Stored as {=one}
# BDAT: a chunk has one reply, the last one has as many as there are recipients.
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
R: BDAT 14\r\nSubject: two\r\n
S: 250 2.0.0 Chunk of 14 octets taken
R: BDAT 8 LAST\r\n\r\ntext\r\n
S: 250 2.0.0 Stored as {two=id}
S: 250 2.0.0 Stored as {=two}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: BDAT 0 LAST
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox ORDER BY message, account
| alice | one
| bob | one
| alice | two
| bob | two
| alice |{s}
