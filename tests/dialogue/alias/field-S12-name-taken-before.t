# A recipient named again in this transaction is not looked up again, in any letter case, with any tag, even
# if its alias has changed meanwhile.
use: in-steps; alice
account: bob
sql: INSERT INTO alias VALUES ('team', 'alice')
use: smtp; from; to team+one@mail.example
meanwhile sql: UPDATE alias SET target = 'bob'
C: RCPT TO:<team+one@mail.example>  S: 250 2.1.5 Recipient <team+one@mail.example> accepted
use: to TEAM@mail.example; to Team+two@mail.example; data; text; delivery two | team@mail.example; quit
rows: SELECT account, subject FROM inbox ORDER BY message
| alice | one
| bob | two
