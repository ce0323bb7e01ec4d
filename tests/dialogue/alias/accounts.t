# An alias of one account, of several, of another alias, of its own account and others, in any letter case. An
# account that is reached twice gets one copy.
use: alice; bob
account: carol secret
sql: INSERT INTO alias VALUES ('Sales', 'ALICE'), ('team', 'alice'), ('team', 'bob'),
| ('everybody', 'team'), ('everybody', 'carol'), ('everybody', 'alice'),
| ('Bob', 'bob'), ('bob', 'carol'), ('moved', 'bob')
use: smtp; delivery sales | sALES@mail.example; delivery team | team@mail.example
use: delivery everybody | everybody@localhost; delivery bob | bob@mail.example
use: delivery moved | moved@mail.example
# Two aliases of one account, and the account itself.
use: envelope sender@remote.example | sales@mail.example; to team@mail.example; to; data; text twice; quit
rows: SELECT subject, group_concat(account, ' ') FROM (SELECT * FROM inbox ORDER BY account) GROUP BY message ORDER BY message
| sales | alice
| team | alice bob carol
| everybody | alice bob carol
| bob | bob carol
| moved | bob carol
| twice | alice bob carol
