# The CRLF that is added to a last line without one does not count against the limit.
account: alice secret
run: smtpd -o interactive=none -o max_message_size=1024
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example> SIZE=1024
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 1024 LAST\r\nSubject: exact\r\n\r\n\{1006*y}
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message
| exact
