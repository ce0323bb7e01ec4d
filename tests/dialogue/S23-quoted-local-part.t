account: user secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<"a b"@remote.example>
S: 250 2.1.0 Sender <"a b"@remote.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<"x>y"@remote.example>
S: 250 2.1.0 Sender <"x>y"@remote.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<"a@b"@remote.example> SIZE=100
S: 250 2.1.0 Sender <"a@b"@remote.example> accepted
C: RCPT TO:<"user"@mail.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<"us\er"@mail.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<"no body"@mail.example>
S: 550 5.1.1 Nobody here is called <"no body"@mail.example>
C: RCPT TO:<"user@mail.example"@elsewhere.example>
S: 550 5.7.1 <"user@mail.example"@elsewhere.example> is not in a domain of ours
C: RCPT TO:<"user@mail.example>
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<"user"x@mail.example>
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: quoted
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, sender FROM inbox
| user | "a@b"@remote.example
