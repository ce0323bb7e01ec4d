# Addresses in UTF-8 are refused with the codes of RFC 6531, as SMTPUTF8 was not asked for.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<jürgen@remote.example>
S: 550 5.6.7 Sender addresses are ASCII here
C: MAIL FROM:<sender@rémote.example>
S: 550 5.6.7 Sender addresses are ASCII here
R: MAIL FROM:<j\xffrgen@remote.example>\r\n
S: 5{*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<jürgen@mail.example>
S: 553 5.6.7 Recipient addresses are ASCII here
R: RCPT TO:<alice\xc3@mail.example>\r\n
S: 5{*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
