# Who has signed in sends as the account, with a tag, and by an alias that leads there alone. What
# the catch-all and postmaster get is nobody's own.
account: alice secret
account: bob secret
account: carol secret
sql: INSERT INTO alias VALUES ('sales', 'alice'), ('shop', 'sales'), ('team', 'alice'),
| ('team', 'bob'), ('two', 'alice'), ('two', 'sales'), ('carol', 'alice'), ('gone', 'former'),
| ('bob+x', 'alice'), ('alice+b', 'bob'), ('ring', 'ring2'), ('ring2', 'ring'), ('*', 'alice'),
| ('postmaster', 'alice'), ('abuse', 'bob')
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice+shop@mail.example>
S: 250 2.1.0 Sender <alice+shop@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<Alice+@LOCALHOST>
S: 250 2.1.0 Sender <Alice+@LOCALHOST> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<sales@mail.example>
S: 250 2.1.0 Sender <sales@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:SALES+tag
S: 250 2.1.0 Sender <SALES+tag@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<shop@mail.example>
S: 250 2.1.0 Sender <shop@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<two@mail.example>
S: 250 2.1.0 Sender <two@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<carol@mail.example>
S: 250 2.1.0 Sender <carol@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<bob+x@mail.example>
S: 250 2.1.0 Sender <bob+x@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<bob+y@mail.example>
S: 553 5.7.1 You are not <bob+y@mail.example>
C: MAIL FROM:<alice+b@mail.example>
S: 553 5.7.1 You are not <alice+b@mail.example>
C: MAIL FROM:<team@mail.example>
S: 553 5.7.1 You are not <team@mail.example>
C: MAIL FROM:<gone@mail.example>
S: 553 5.7.1 You are not <gone@mail.example>
C: MAIL FROM:<ring@mail.example>
S: 553 5.7.1 You are not <ring@mail.example>
C: MAIL FROM:<anybody@mail.example>
S: 553 5.7.1 You are not <anybody@mail.example>
C: MAIL FROM:<*@mail.example>
S: 553 5.7.1 You are not <*@mail.example>
C: MAIL FROM:<*+x@mail.example>
S: 553 5.7.1 You are not <*+x@mail.example>
C: MAIL FROM:<""@mail.example>
S: 553 5.7.1 You are not <""@mail.example>
C: MAIL FROM:<postmaster@mail.example>
S: 553 5.7.1 You are not <postmaster@mail.example>
C: MAIL FROM:<Postmaster+x@mail.example>
S: 553 5.7.1 You are not <Postmaster+x@mail.example>
C: MAIL FROM:<abuse@mail.example>
S: 553 5.7.1 You are not <abuse@mail.example>
C: MAIL FROM:<sales@remote.example>
S: 553 5.7.1 You are not <sales@remote.example>
C: MAIL FROM:<sales@mail.example>
S: 250 2.1.0 Sender <sales@mail.example> accepted
C: RCPT TO:<bob@mail.example>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: an offer
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT reverse_path, account.name FROM message JOIN account ON account.id = sender
| sales@mail.example | alice
# An account whose own mail goes elsewhere still sends as itself.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGNhcm9sAHNlY3JldA==
S: 235 2.7.0 Signed in as carol
C: MAIL FROM:<carol@mail.example>
S: 250 2.1.0 Sender <carol@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<carol+tag@mail.example>
S: 250 2.1.0 Sender <carol+tag@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<alice@mail.example>
S: 553 5.7.1 You are not <alice@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
