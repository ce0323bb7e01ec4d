# Between chunks only RSET and EHLO touch the message: they drop it.
use: alice; bob; smtp; envelope
R: BDAT 21\r\nSubject: whole\r\n\r\none  S: 250 2.0.0 21 octets received
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected BDAT
C: MAIL FROM:<other@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected BDAT
C: RCPT TO:<bob@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected BDAT
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 503 5.5.1 AUTH is out of sequence, expected BDAT
use: noop
C: VRFY bob  S: 252 2.1.5 Cannot verify users, RCPT accepts or refuses mail
C: HELP  S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
R: BDAT 6 LAST\r\n two\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 18\r\nSubject: dropped\r\n  S: 250 2.0.0 18 octets received
use: reset
C: RCPT TO:<bob@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected MAIL
use: envelope
R: BDAT 21 LAST\r\nSubject: after RSET\r\n  S: 250 2.0.0 Stored as {id}
use: envelope
R: BDAT 18\r\nSubject: dropped\r\n  S: 250 2.0.0 18 octets received
use: ehlo; envelope
R: BDAT 21\r\nSubject: after EHLO\r\n  S: 250 2.0.0 21 octets received
C: BDAT 0 LAST  S: 250 2.0.0 Stored as {id}
# DATA instead of a first chunk starts a message of its own, and BDAT cannot follow it.
use: message
C: BDAT 5 LAST
use: stored; envelope
R: BDAT 18\r\nSubject: dropped\r\n  S: 250 2.0.0 18 octets received
use: quit
rows: SELECT account, subject, content LIKE '%' || char(13, 10, 13, 10) || 'one two' || char(13, 10) FROM inbox ORDER BY message
| alice | whole | 1
| alice | after RSET | 0
| alice | after EHLO | 0
| alice |  | 0
