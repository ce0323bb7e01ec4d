use: alice; bob; smtp; envelope; to bob@mail.example
C: RCPT TO:<ALICE@localhost>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice+lists@mail.example>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:alice  S: 250 2.1.5 Recipient <{*}> accepted
use: data; text once; quit
rows: SELECT account, subject FROM inbox ORDER BY account
| alice | once
| bob | once
rows: SELECT count(*) FROM message  | 1
