# 100 Received fields are a loop, 99 are not; in the body they do not count.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: \{100*rEcEiVeD: from a by b\r\n\tid c; now\r\n}Subject: loop\r\n\r\n.\r\n
S: 554 5.4.6 Too many Received fields, the mail is in a loop
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: \{99*Received: from a by b\r\n}X-Received: x\r\nSubject: 99\r\n\r\n\{20*Received: body\r\n}.\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject FROM message
| 99
