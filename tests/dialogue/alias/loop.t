# A loop of aliases ends at once. Accounts that it also leads to get the mail. An alias that leads nowhere
# else is unknown, or the account of that name.
account: alice secret
account: bob
sql: INSERT INTO alias VALUES ('a', 'b'), ('b', 'c'), ('c', 'a'), ('c', 'alice')
sql: INSERT INTO alias VALUES ('x', 'y'), ('y', 'x'), ('bob', 'z'), ('z', 'bob')
sql: INSERT INTO alias VALUES ('self', 'self'), ('self', 'a')
refused: INSERT INTO alias VALUES ('a', 'B')
| {*}alias{*}
use: smtp; from; to a@mail.example; to self@mail.example; unknown x@mail.example; to bob@mail.example
use: data; text; quit
rows: SELECT account, subject FROM inbox ORDER BY account
| alice | one
| bob | one
