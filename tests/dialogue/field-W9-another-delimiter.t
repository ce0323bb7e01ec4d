# Where names may hold the delimiter, a tag must not make somebody else of an account.
account: alice secret
account: alice-x secret
run: smtpd -o interactive=none -o recipient_delimiter=-
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice-x@mail.example>
S: 553 5.7.1 You are not <alice-x@mail.example>
C: MAIL FROM:<alice+y@mail.example>
S: 553 5.7.1 You are not <alice+y@mail.example>
C: MAIL FROM:<alice-y@mail.example>
S: 250 2.1.0 Sender <alice-y@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o recipient_delimiter=
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice+y@mail.example>
S: 553 5.7.1 You are not <alice+y@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
