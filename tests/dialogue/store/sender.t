# The sender's account is the signed-in one, or none.
use: alice; mail theirs; smtpd-greets -o interactive=none
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
