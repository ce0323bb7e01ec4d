# postmaster and abuse go to the account in the setting, or else to postmaster's own.
use: alice; bob; smtp; from; to postmaster@mail.example
C: RCPT TO:<Abuse>  S: 250 2.1.5 Recipient <Abuse@mail.example> accepted
use: data; text 1 own
use: quit; smtp -o postmaster=alice; from
C: RCPT TO:<PostMaster>  S: 250 2.1.5 Recipient <PostMaster@mail.example> accepted
use: data; text 2 postmaster; delivery 3 abuse | abuse@mail.example; quit
# An account or an alias called abuse comes first.
sql: INSERT INTO alias VALUES ('abuse', 'bob')
use: smtp -o postmaster=alice; delivery 4 bob | abuse@mail.example; quit
# The setting may name an alias, and postmaster may be one.
sql: INSERT INTO alias VALUES ('staff', 'alice'), ('staff', 'bob'), ('postmaster', 'bob')
use: smtp -o postmaster=staff; delivery 5 staff | postmaster@mail.example; quit
use: smtp; delivery 6 bob | postmaster@mail.example; quit
rows: SELECT subject, account FROM inbox ORDER BY subject, account
| 1 own | postmaster
| 2 postmaster | alice
| 3 abuse | alice
| 4 bob | bob
| 5 staff | alice
| 5 staff | bob
| 6 bob | bob
