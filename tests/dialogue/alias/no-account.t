# No one can sign in with an alias.
account: alice secret
sql: INSERT INTO alias VALUES ('sales', 'alice')
use: smtp
C: AUTH PLAIN AHNhbGVzAHNlY3JldA==  S: 535 5.7.8 Wrong name or password
use: signed-in; quit
use: pop3; username sales; wrong-password secret; pop3-quit
