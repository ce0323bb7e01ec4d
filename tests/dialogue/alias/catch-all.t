# '*' gets mail for unknown names only: no account, no alias, with or without a tag.
use: alice; bob
sql: INSERT INTO alias VALUES ('*', 'bob'), ('team', 'alice'), ('gone', 'former')
use: smtp; delivery alice; delivery alice+tag | alice+tag@mail.example; from; to team+tag@mail.example; data
use: text team+tag; delivery anybody | anybody@mail.example; delivery any+body | any+body@mail.example
use: delivery gone | gone@mail.example; delivery no name | "no name"@mail.example
use: delivery + | +@mail.example; delivery postmaster | postmaster@mail.example
use: delivery abuse | abuse@mail.example; from; foreign anybody@elsewhere.example; quit
rows: SELECT subject, account FROM inbox ORDER BY message
| alice | alice
| alice+tag | alice
| team+tag | alice
| anybody | bob
| any+body | bob
| gone | bob
| no name | bob
| + | bob
| postmaster | postmaster
| abuse | postmaster
# A catch-all for several accounts, one of them by an alias.
sql: INSERT INTO alias VALUES ('*', 'team')
use: smtp; delivery all | anybody@mail.example; quit
rows: SELECT account FROM inbox WHERE subject = 'all' ORDER BY account
| alice
| bob
