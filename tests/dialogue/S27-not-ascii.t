# Addresses in UTF-8 need SMTPUTF8; without it they are refused with the codes of RFC 6531.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<jürgen@remote.example>
S: 550 5.6.7 The sender needs SMTPUTF8 behind it
C: MAIL FROM:<sender@rémote.example>
S: 550 5.6.7 The sender needs SMTPUTF8 behind it
C: MAIL FROM:<"jür gen"@remote.example> BODY=8BITMIME
S: 550 5.6.7 The sender needs SMTPUTF8 behind it
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<jürgen@mail.example>
S: 553 5.6.7 The recipient needs SMTPUTF8 behind MAIL
C: RCPT TO:<alice@mäil.example>
S: 553 5.6.7 The recipient needs SMTPUTF8 behind MAIL
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
