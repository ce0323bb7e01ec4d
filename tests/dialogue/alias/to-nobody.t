# An alias that leads nowhere is unknown. Of several targets, those that exist count.
account: alice secret
sql: INSERT INTO alias VALUES ('gone', 'former'), ('far', 'gone'), ('some', 'former'), ('some', 'alice'),
| ('elsewhere', 'x@elsewhere.example')
use: smtp; from; unknown gone@mail.example; unknown far@mail.example; unknown elsewhere@mail.example
use: unknown former@mail.example; to some@mail.example; data; text some; quit
rows: SELECT account, subject FROM inbox  | alice | some
