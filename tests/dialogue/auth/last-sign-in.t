# The time of a sign-in is stored when the session ends: for every mechanism, not for a wrong password, and at
# most once a minute.
use: alice; bob
account: carol secret
account: dave secret
sql: UPDATE account SET last_sign_in = NULL
use: pop3d-greets; username
C: PASS secret  S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit; pop3d-greets; username bob
C: PASS wrong  S: -ERR [AUTH] {any}
use: pop3-quit; smtp
C: AUTH PLAIN AGNhcm9sAHNlY3JldA==  S: 235 2.7.0 Signed in as carol
use: quit; smtpd-greets
C: HELO erin  S: 250 {any}
use: quit
rows: SELECT name FROM account WHERE unixepoch() - last_sign_in BETWEEN 0 AND 60 ORDER BY name
| alice
| carol
| erin
sql: UPDATE account SET last_sign_in = last_sign_in - 30
use: pop3d-greets; username
C: PASS secret  S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit
rows: SELECT name FROM account WHERE unixepoch() - last_sign_in BETWEEN 30 AND 90 ORDER BY name
| alice
| carol
| erin
