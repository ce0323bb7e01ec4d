use: smtp
each: 552 5.3.4 The message is too big, the limit is 25 MB (26214400 octets)
| MAIL FROM:<sender@remote.example> SIZE=99999999999999999999
| MAIL FROM:<sender@remote.example> SIZE=18446744073709551616
| MAIL FROM:<sender@remote.example> SIZE=26214401
C: MAIL FROM:<sender@remote.example> SIZE=  S: 501 5.5.4 Bad or repeated parameter SIZE=
C: MAIL FROM:<sender@remote.example> SIZE=x  S: 501 5.5.4 Bad or repeated parameter SIZE=x
C: MAIL FROM:<sender@remote.example> SIZE=-1  S: 501 5.5.4 Bad or repeated parameter SIZE=-1
C: MAIL FROM:<sender@remote.example> SIZE=1 SIZE=1  S: 501 5.5.4 Bad or repeated parameter SIZE=1
C: MAIL FROM:<sender@remote.example> SIZE  S: 501 5.5.4 Bad or repeated parameter SIZE
C: MAIL FROM:<sender@remote.example> size=26214400  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: quit
