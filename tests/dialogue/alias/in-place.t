# An alias that does not name itself replaces the account of that name.
use: alice; bob
sql: INSERT INTO alias VALUES ('alice', 'bob')
use: smtp; delivery moved; quit
rows: SELECT account, subject FROM inbox  | bob | moved
# The trace names the original recipient.
use: pop3; login bob; header; top-fields
S: {x09}for <alice@mail.example>;
use: rest; pop3-quit
