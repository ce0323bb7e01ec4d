# Space after the colon, no angle brackets, any letter case.
use: alice; smtp
C: mail from: <sender@remote.example>  S: 250 2.1.0 Sender <sender@remote.example> accepted
C: rcpt to: alice@mail.example  S: 250 2.1.5 Recipient <{*}> accepted
C: Rcpt To:   ALICE  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice>  S: 250 2.1.5 Recipient <{*}> accepted
use: reset
C: MAIL FROM: sender@remote.example SIZE=100 BODY=8BITMIME
S: 250 2.1.0 Sender <sender@remote.example> accepted
R: RCPT TO:<alice@mail.example>   \r\n  S: 250 2.1.5 Recipient <{*}> accepted
use: quit
