# With little free space no mail is accepted. Reading and deleting go on.
use: alice; mail; smtp -o min_free_space=1000000000000000
C: MAIL FROM:<sender@remote.example>  S: 452 4.3.1 The mail store is full, try again later
C: RCPT TO:<alice@mail.example>  S: 503 5.5.1 RCPT is out of sequence, expected {*}
use: quit; maildrop 1 | -o min_free_space=1000000000000000; delete; pop3-quit
rows: SELECT count(*) FROM message  | 0
