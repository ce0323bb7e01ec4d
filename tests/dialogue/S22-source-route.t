account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<@a.example,@b.example:sender@remote.example>
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO:<@a.example,@b.example:alice@mail.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<@a.example:x@elsewhere.example>
S: 550 5.7.1 <{*}> is not in a domain of ours
C: RCPT TO:<@a.example alice@mail.example>
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: routed
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, sender FROM inbox
| alice | sender@remote.example
