# Who may send as whom.
use: alice; bob; smtp
each: 530 5.7.0 Sign in to send from a local address
| MAIL FROM:<alice@mail.example>
| MAIL FROM:<nobody@LOCALHOST>
| MAIL FROM:alice
| MAIL FROM:@ME
use: from; reset; signed-in
C: MAIL FROM:<bob@mail.example>  S: 553 5.7.1 <bob@mail.example> is not your address
C: MAIL FROM:<alice@remote.example>  S: 553 5.7.1 <alice@remote.example> is not your address
C: MAIL FROM:<ALICE@localhost>  S: 250 2.1.0 Sender <{*}> accepted
use: reset
C: MAIL FROM:alice  S: 250 2.1.0 Sender <{*}> accepted
use: quit
# A server for submission only.
use: smtp -o inbound=no
C: MAIL FROM:<sender@remote.example>  S: 530 5.7.0 Sign in to send from a local address
C: MAIL FROM:<>  S: 530 5.7.0 Sign in to send from a local address
use: signed-in
C: MAIL FROM:@me  S: 250 2.1.0 Sender <{*}> accepted
use: quit
