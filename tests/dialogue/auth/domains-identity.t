# An authorization identity must mean the same account, which a bare name in common does not prove.
account: bob secret
account: other secret
sql: UPDATE account SET name = 'bob@localhost' WHERE name = 'other'
use: smtp
# bob@localhost NUL bob NUL secret: the password is right.
C: AUTH PLAIN Ym9iQGxvY2FsaG9zdABib2IAc2VjcmV0  S: 535 5.7.8 Wrong name or password
# bob@localhost NUL bob@mail.example NUL secret
C: AUTH PLAIN Ym9iQGxvY2FsaG9zdABib2JAbWFpbC5leGFtcGxlAHNlY3JldA==  S: 535 5.7.8 Wrong name or password
# bob@mail.example NUL bob NUL secret
C: AUTH PLAIN Ym9iQG1haWwuZXhhbXBsZQBib2IAc2VjcmV0  S: 235 2.7.0 Signed in as bob
use: quit
use: smtp
C: AUTH PLAIN Ym9iQGxvY2FsaG9zdABib2IAc2VjcmV0  S: 535 5.7.8 Wrong name or password
# The password was right, so it is no mistake that was made before: bob, secret.
C: AUTH LOGIN Ym9i  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as bob
use: quit
