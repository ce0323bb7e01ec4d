# Names may hold the delimiter, so a tag must not turn one account into another.
account: alice secret
account: alice-x secret
use: smtp-as-alice -o recipient_delimiter=-
C: MAIL FROM:<alice-x@mail.example>  S: 553 5.7.1 <alice-x@mail.example> is not your address
C: MAIL FROM:<alice+y@mail.example>  S: 553 5.7.1 <alice+y@mail.example> is not your address
C: MAIL FROM:<alice-y@mail.example>  S: 250 2.1.0 Sender <alice-y@mail.example> accepted
use: quit; smtp-as-alice -o recipient_delimiter=
C: MAIL FROM:<alice+y@mail.example>  S: 553 5.7.1 <alice+y@mail.example> is not your address
use: quit
