# The second MAIL is refused and the first transaction goes on.
use: alice; smtp
C: MAIL FROM:<first@remote.example>  S: 250 2.1.0 Sender <first@remote.example> accepted
C: MAIL FROM:<second@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected RCPT
use: to
C: MAIL FROM:<third@remote.example>  S: 503 5.5.1 MAIL is out of sequence, expected RCPT or DATA
use: data; text first; quit
rows: SELECT sender, subject FROM inbox  | first@remote.example | first
