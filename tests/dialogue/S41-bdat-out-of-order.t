# A chunk that has no transaction is swallowed, whatever it looks like, and then refused.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
# before EHLO
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# before MAIL
R: BDAT 63\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: BDAT 0 LAST
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: BDAT 0
S: 503 5.5.1 BDAT is out of order, {*} may come now
# before RCPT
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
R: BDAT 63 LAST\r\n
R: MAIL FROM:<evil@remote.example>\r\nRCPT TO:<alice@mail.example>\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
# The transaction is still the one that MAIL has begun.
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 14 LAST\r\nSubject: one\r\n
S: 250 2.0.0 Stored as {id}
# after LAST
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
R: BDAT 12\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 14\r\nSubject: two\r\n
S: 250 2.0.0 Chunk of 14 octets taken
C: RSET
S: 250 2.0.0 OK
# after RSET
R: BDAT 12\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT sender, subject FROM inbox
| sender@remote.example | one
# A person who is asked for a password, or gives one: the lines are no chunk there.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
R: BDAT 12 LAST\r\nNOOP\r\nQUIT\r\n
S: 503 5.5.1 BDAT is out of order, {*} may come now
C: secret
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
