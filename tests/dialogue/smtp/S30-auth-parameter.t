use: smtp
C: MAIL FROM:<a@b.example> AUTH=<>  S: 250 2.1.0 Sender <a@b.example> accepted
use: reset
C: MAIL FROM:<a@b.example> AUTH=e+3Dmc2@example.com  S: 250 2.1.0 Sender <a@b.example> accepted
use: reset
C: MAIL FROM:<a@b.example> AUTH=e+3  S: 501 5.5.4 Bad or repeated parameter AUTH=e+3
C: MAIL FROM:<a@b.example> AUTH=e+3dmc2  S: 501 5.5.4 Bad or repeated parameter AUTH=e+3dmc2
C: MAIL FROM:<a@b.example> AUTH=e=mc2  S: 501 5.5.4 Bad or repeated parameter AUTH=e=mc2
C: MAIL FROM:<a@b.example> AUTH=  S: 501 5.5.4 Bad or repeated parameter AUTH=
use: quit
