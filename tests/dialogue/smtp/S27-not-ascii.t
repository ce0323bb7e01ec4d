# UTF-8 addresses need SMTPUTF8. Without it they get the codes of RFC 6531.
use: alice; smtp
C: MAIL FROM:<jürgen@remote.example>  S: 550 5.6.7 The sender requires SMTPUTF8
C: MAIL FROM:<sender@rémote.example>  S: 550 5.6.7 The sender requires SMTPUTF8
C: MAIL FROM:<"jür gen"@remote.example> BODY=8BITMIME  S: 550 5.6.7 The sender requires SMTPUTF8
use: from
C: RCPT TO:<jürgen@mail.example>  S: 553 5.6.7 The recipient requires SMTPUTF8 in MAIL
C: RCPT TO:<alice@mäil.example>  S: 553 5.6.7 The recipient requires SMTPUTF8 in MAIL
use: to; quit
