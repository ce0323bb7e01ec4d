# A second EHLO has the effect of RSET. EHLO and HELO without a name change nothing.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: EHLO other.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, {*} may come now
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: EHLO
S: 501 5.5.4 Syntax: {*}
C: HELO
S: 501 5.5.4 Syntax: {*}
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
