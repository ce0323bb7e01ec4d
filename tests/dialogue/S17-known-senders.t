# Who has signed in, and a server that speaks LMTP, may ask for any number of unknown recipients.
account: alice secret
run: smtpd -o interactive=none -o max_errors=2
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example>: this server does not send mail to other domains
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RSET
S: 250 2.0.0 OK
C: XYZZY
S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -l -o max_errors=2
S: 220 mail.example ESMTP pillarbox
C: LHLO server.example
S: 250-mail.example {*}
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example> is not in a domain of ours
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RSET
S: 250 2.0.0 OK
C: XYZZY
S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
