# UTF-8 addresses need SMTPUTF8. Without it they get the codes of RFC 6531.
use: alice; smtp
C: MAIL FROM:<jürgen@remote.example>  S: 550 5.6.7 The sender needs SMTPUTF8 behind it
C: MAIL FROM:<sender@rémote.example>  S: 550 5.6.7 The sender needs SMTPUTF8 behind it
C: MAIL FROM:<"jür gen"@remote.example> BODY=8BITMIME  S: 550 5.6.7 The sender needs SMTPUTF8 behind it
use: from
C: RCPT TO:<jürgen@mail.example>  S: 553 5.6.7 The recipient needs SMTPUTF8 behind MAIL
C: RCPT TO:<alice@mäil.example>  S: 553 5.6.7 The recipient needs SMTPUTF8 behind MAIL
use: to; quit
