# The replies do not reveal whether a name exists.
use: alice; pop3; username; wrong-password; pop3-quit
use: pop3; username nobody; wrong-password; username no such name!; wrong-password; username postmaster
use: wrong-password !; pop3-quit
rows: SELECT name FROM account ORDER BY id
| postmaster
| alice
