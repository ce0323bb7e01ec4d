# Space after the colon, no angle brackets, any letter case.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: mail from: <sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: rcpt to: alice@mail.example
S: 250 2.1.5 Recipient <{*}> accepted
C: Rcpt To:   ALICE
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice>
S: 250 2.1.5 Recipient <{*}> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM: sender@remote.example SIZE=100 BODY=8BITMIME
S: 250 2.1.0 Sender <sender@remote.example> accepted
R: RCPT TO:<alice@mail.example>   \r\n
S: 250 2.1.5 Recipient <{*}> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
