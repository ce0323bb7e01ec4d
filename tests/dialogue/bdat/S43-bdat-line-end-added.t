# A CRLF that the server adds to the last line does not count against the limit.
use: alice; smtp -o max_message_size=1024
C: MAIL FROM:<sender@remote.example> SIZE=1024  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: to
R: BDAT 1024 LAST\r\nSubject: exact\r\n\r\n\{1006*y}  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT subject FROM message  | exact
