use: alice; smtp
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected MAIL
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected MAIL
use: from
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected RCPT
use: unknown; foreign somebody@elsewhere.example
# All recipients were refused.
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected RCPT
use: to
C: DATA  S: 354 Send the message, end it with a dot on a line by itself
use: text at last
# The transaction is over.
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected MAIL
use: quit
rows: SELECT subject FROM message  | at last
