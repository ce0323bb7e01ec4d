# A source route is dropped, but it must be well-formed all the same.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<@h\xffst.example:sender@remote.example>\r\n
S: 5{*}
C: MAIL FROM:<@höst.example:sender@remote.example>
S: 5{*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
R: RCPT TO:<@h\xffst.example:alice@mail.example>\r\n
S: 5{*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
