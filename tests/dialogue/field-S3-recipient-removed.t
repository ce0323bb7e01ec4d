# A recipient that is gone when the message is to be stored: it is put off for all of them.
modes: step
account: alice secret
account: bob secret
run: smtpd -o log=warning -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
meanwhile sql: DELETE FROM account WHERE name = 'bob'
C: .
S: 451 4.3.0 The mail store did not answer, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={id} event=store-fault trying=deliver problem="the recipient's account does not exist any more"
rows: SELECT count(*) FROM message
| 0
