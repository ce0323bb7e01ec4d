# A name with a domain counts before the bare one, in any letter case, with any tag: each domain has its own.
account: ann of-mail
account: ann-of-local of-local
account: bob secret
sql: UPDATE account SET name = 'ann@mail.example' WHERE name = 'ann'
sql: UPDATE account SET name = 'ann@localhost' WHERE name = 'ann-of-local'
sql: INSERT INTO alias VALUES ('info@mail.example', 'ann@mail.example'), ('info', 'bob'),
| ('sales@LOCALHOST', 'ann@localhost'), ('sales@localhost', 'INFO@mail.example'), ('team', 'sales@localhost'),
| ('lost@mail.example', 'lost'), ('lost', 'bob'), ('bob@mail.example', 'bob@mail.example'), ('*@localhost', 'bob')
use: smtp; delivery ann of mail | ann@mail.example; delivery ann of local | ANN+x@Localhost
use: from; to-name ann; data; text bare; delivery info of mail | info+x@mail.example; delivery info of local | info@localhost
use: delivery sales | sales@localhost; delivery team | team@mail.example
use: delivery lost | lost@mail.example; delivery circle | bob@mail.example; delivery anybody | anybody@localhost
use: from; unknown sales@mail.example; unknown anybody@mail.example; foreign ann@elsewhere.example; quit
rows: SELECT subject, account FROM inbox ORDER BY message, account
| ann of mail | ann@mail.example
| ann of local | ann@localhost
| bare | ann@mail.example
| info of mail | ann@mail.example
| info of local | bob
| sales | ann@localhost
| sales | ann@mail.example
| team | ann@localhost
| team | ann@mail.example
| lost | bob
| circle | bob
| anybody | bob
# A local part that looks like an address is none: the address of another account, or its sender.
use: smtp; from; unknown "ann@localhost"@mail.example; unknown "info@mail.example"@mail.example; quit
sql: INSERT INTO alias VALUES ('ann@localhost@mail.example', 'bob')
use: smtp; delivery quoted | "ann@localhost"@mail.example; quit
rows: SELECT account FROM inbox WHERE subject = 'quoted'  | bob
# Each has its own postmaster, or shares one. abuse and postmaster may be names with a domain.
sql: INSERT INTO alias VALUES ('postmaster@localhost', 'ann@localhost'), ('abuse@mail.example', 'bob')
use: smtp -o postmaster=Ann@MAIL.example; delivery pm of local | postmaster@localhost
use: delivery abuse of local | Abuse+x@localhost; delivery pm of mail | postmaster@mail.example
use: delivery abuse of mail | abuse@mail.example; quit
rows: SELECT subject, account FROM inbox WHERE subject LIKE '% of mail' OR subject LIKE '% of local' ORDER BY message
| ann of mail | ann@mail.example
| ann of local | ann@localhost
| info of mail | ann@mail.example
| info of local | bob
| pm of local | ann@localhost
| abuse of local | ann@localhost
| pm of mail | ann@mail.example
| abuse of mail | bob
