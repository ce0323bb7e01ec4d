account: alice secret
run: smtpd -o interactive=none -o 'domains=mail.example, other.example'
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@OTHER.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<Alice+lists+more@mail.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice-lists@mail.example>
S: 550 5.1.1 Nobody here is called <alice-lists@mail.example>
C: RCPT TO:<+alice@mail.example>
S: 550 5.1.1 Nobody here is called <+alice@mail.example>
C: RCPT TO:<alice@localhost>
S: 550 5.7.1 <alice@localhost> is not in a domain of ours
C: RCPT TO:<alice%elsewhere.example@mail.example>
S: 550 5.1.1 Nobody here is called <alice%elsewhere.example@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o recipient_delimiter=-
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice-lists@mail.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice+lists@mail.example>
S: 550 5.1.1 Nobody here is called <alice+lists@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# Who has not signed in is nobody here.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:@ME
S: 530 5.7.0 Sign in first to send as one of us
C: QUIT
S: 221 2.0.0 mail.example closing the connection
