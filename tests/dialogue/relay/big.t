# A whole message larger than a pipe, and one by BDAT with a CRLF in two chunks.
modes: whole random
account: alice secret
file: relay
| tail -n 5000 | wc -c > octets
file: relay-bdat
| tail -n 2 > message
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay"; message alice@mail.example | friend@elsewhere.example
R: Subject: big\r\n\r\n\{5000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 250 2.0.0 Relayed as {id}
use: quit
lines: octets  | 255000
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay-bdat"; from alice@mail.example; to friend@elsewhere.example
R: BDAT 22\r\nSubject: chunks\r\n\r\nab\r  S: 250 2.0.0 22 octets received
R: BDAT 5 LAST\r\n\nlast  S: 250 2.0.0 Relayed as {id}
use: quit
lines: message
| ab
| last
