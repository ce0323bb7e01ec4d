use: smtp
C: MAIL FROM:<sender@remote.example> BODY=8bitmime  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: reset
C: MAIL FROM:<sender@remote.example> body=8BitMIME  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: reset
C: MAIL FROM:<sender@remote.example> Body=7bit  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: reset
C: MAIL FROM:<sender@remote.example> BODY=x  S: 501 5.5.4 Bad or repeated parameter BODY=x
C: MAIL FROM:<sender@remote.example> BODY=  S: 501 5.5.4 Bad or repeated parameter BODY=
C: MAIL FROM:<sender@remote.example> BODY=7BIT BODY=7BIT  S: 501 5.5.4 Bad or repeated parameter BODY=7BIT
C: MAIL FROM:<sender@remote.example> BODY=BINARYMIME  S: 5{*}
C: RCPT TO:<postmaster>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: quit
