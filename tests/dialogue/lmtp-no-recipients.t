# Without a recipient there is nobody to reply for: DATA and BDAT are out of order.
account: alice secret
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
R: BDAT 14 LAST\r\nSubject: one\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: RSET
S: 250 2.0.0 OK
C: DATA
S: 503 5.5.1 DATA is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
