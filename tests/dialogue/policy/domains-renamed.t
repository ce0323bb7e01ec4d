# The account is renamed meanwhile. @ME leads to no other account of that name.
use: in-steps; alice
account: ann secret
sql: UPDATE account SET name = 'alice@localhost' WHERE name = 'ann'
use: smtp
C: AUTH PLAIN AGFsaWNlQGxvY2FsaG9zdABzZWNyZXQ=  S: 235 2.7.0 Signed in as alice@localhost
use: from-me alice@localhost
meanwhile sql: UPDATE account SET name = 'gone@localhost' WHERE name = 'alice@localhost'
C: RCPT TO:@ME  S: 550 5.1.1 No such account: <alice@localhost>
use: quit
