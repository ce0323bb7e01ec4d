account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, MAIL may come now
C: DATA
S: 503 5.5.1 DATA is out of order, MAIL may come now
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: DATA
S: 503 5.5.1 DATA is out of order, RCPT may come now
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<somebody@elsewhere.example>
S: 550 5.7.1 <somebody@elsewhere.example> is not in a domain of ours
# All recipients have been refused.
C: DATA
S: 503 5.5.1 DATA is out of order, RCPT may come now
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: at last
C: .
S: 250 2.0.0 Stored as {id}
# The transaction is over.
C: DATA
S: 503 5.5.1 DATA is out of order, MAIL may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message
| at last
