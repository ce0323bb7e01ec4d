# Who may send as whom.
account: alice secret
account: bob secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<alice@mail.example>
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM:<nobody@LOCALHOST>
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM:alice
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM:@ME
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RSET
S: 250 2.0.0 OK
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<bob@mail.example>
S: 553 5.7.1 You are not <bob@mail.example>
C: MAIL FROM:<alice@remote.example>
S: 553 5.7.1 You are not <alice@remote.example>
C: MAIL FROM:<ALICE@localhost>
S: 250 2.1.0 Sender <{*}> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:alice
S: 250 2.1.0 Sender <{*}> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A server for submission only.
run: smtpd -o interactive=none -o inbound=no
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 530 5.7.0 Sign in first to send as one of us
C: MAIL FROM:<>
S: 530 5.7.0 Sign in first to send as one of us
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:@me
S: 250 2.1.0 Sender <{*}> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
