# After LHLO all is as in SMTP up to the end of the message. Then each accepted recipient gets a reply, in the
# order of RCPT.
use: alice; bob; smtpd-greets -l
C: LHLO relay.example  S: 250-mail.example speaks LMTP
use: all-extensions; and-help; envelope; unknown; foreign x@elsewhere.example
use: to bob@mail.example; to ALICE+again@localhost; data
C: Subject: one
C:
C: ..text
C: .  S: 250 2.0.0 Stored as {one=id}
S: 250 2.0.0 Stored as {=one}
S: 250 2.0.0 Stored as {=one}
# BDAT: a chunk gets one reply, the last one a reply for each recipient.
use: envelope; to bob@mail.example
R: BDAT 14\r\nSubject: two\r\n  S: 250 2.0.0 14 octets received
R: BDAT 8 LAST\r\n\r\ntext\r\n  S: 250 2.0.0 Stored as {two=id}
S: 250 2.0.0 Stored as {=two}
use: envelope
C: BDAT 0 LAST  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT account, subject FROM inbox ORDER BY message, account
| alice | one
| bob | one
| alice | two
| bob | two
| alice |{s}
