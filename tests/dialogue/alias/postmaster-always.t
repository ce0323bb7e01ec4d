# postmaster always exists, whatever the setting and the aliases say.
use: alice; smtp -o postmaster=nobody; from; to postmaster@mail.example; to abuse@mail.example; data
use: text; quit
sql: INSERT INTO alias VALUES ('postmaster', 'former')
use: smtp; delivery two | postmaster@mail.example; quit
rows: SELECT account, subject FROM inbox ORDER BY message
| postmaster | one
| postmaster | two
