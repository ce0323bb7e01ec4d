# A chunk without a transaction is read and then refused.
use: alice; smtpd-greets -o interactive=none
# Before EHLO
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: ehlo
# Before MAIL
R: BDAT 63\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 503 5.5.1 BDAT is out of sequence, expected {*}
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
C: BDAT 0 LAST  S: 503 5.5.1 BDAT is out of sequence, expected {*}
C: BDAT 0  S: 503 5.5.1 BDAT is out of sequence, expected {*}
# Before RCPT
use: from
R: BDAT 63 LAST\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: unknown
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
# The transaction that MAIL began is still open.
use: to
R: BDAT 14 LAST\r\nSubject: one\r\n  S: 250 2.0.0 Stored as {id}
# After LAST
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
R: BDAT 12\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: envelope
R: BDAT 14\r\nSubject: two\r\n  S: 250 2.0.0 14 octets received
use: reset
# After RSET
R: BDAT 12\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
use: quit
rows: SELECT sender, subject FROM inbox  | sender@remote.example | one
# While a password is asked for, the lines are no chunk.
use: smtpd-greets; invited
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n  S: 503 5.5.1 BDAT is out of sequence, expected {*}
C: secret  S: 235 2.7.0 Signed in as alice
use: quit
