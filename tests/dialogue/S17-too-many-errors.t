# Errors against the protocol count, and so do recipients whom nobody here knows.
account: alice secret
run: smtpd -o interactive=none -o max_errors=6
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example> is not in a domain of ours
C: XYZZY
S: 500 5.5.1 Unknown command, HELP lists them
C: RSET x
S: 501 5.5.4 RSET takes no argument
C: XYZZY
S: 500 5.5.1 Unknown command, HELP lists them
S: 421 4.7.0 Too many errors, closing
