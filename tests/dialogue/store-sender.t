# The account that a message is from is the signed-in one, and nobody's where nobody is.
account: alice secret
deliver: sender@remote.example alice
| Subject: theirs
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
C: MAIL FROM:<alice@mail.example>
C: RCPT TO:<alice>
C: DATA
C: Subject: hers
C: .
C: QUIT
S*: {any}
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, coalesce(account.name, 'nobody') FROM message LEFT JOIN account ON account.id = message.sender ORDER BY message.id
| theirs | nobody
| hers | alice
