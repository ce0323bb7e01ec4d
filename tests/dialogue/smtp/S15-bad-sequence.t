use: alice; smtp
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of order, MAIL may come now
C: DATA  S: 503 5.5.1 DATA is out of order, MAIL may come now
use: from
C: DATA  S: 503 5.5.1 DATA is out of order, RCPT may come now
use: unknown; foreign somebody@elsewhere.example
# All recipients were refused.
C: DATA  S: 503 5.5.1 DATA is out of order, RCPT may come now
use: to
C: DATA  S: 354 Send the message, then a line with only a dot
use: text at last
# The transaction is over.
C: DATA  S: 503 5.5.1 DATA is out of order, MAIL may come now
use: quit
rows: SELECT subject FROM message  | at last
