# A person who greets with a bare name means the account that a sign-in finds. A new account has a bare name.
account: ann secret
account: other secret
account: cy secret
sql: UPDATE account SET name = 'ann@mail.example' WHERE name = 'ann'
sql: UPDATE account SET name = 'ann@localhost' WHERE name = 'other'
sql: UPDATE account SET name = 'cy@localhost' WHERE name = 'cy'
use: smtpd-greets; invited cy
C: secret  S: 235 2.7.0 Signed in as cy@localhost
use: quit; smtpd-greets; invited ann
C: secret  S: 535 5.7.8 Wrong name or password, {*}
C: HELO ann  S: 530 5.7.0 ann has a password, sign in with EHLO
C: HELO CY  S: 530 5.7.0 cy@localhost has a password, sign in with EHLO
C: HELO joe  S: 250 mail.example account joe created, without a password
use: newcomer eve
C: secret  S: 235 2.7.0 Account created, signed in as eve
use: quit; pop3d-greets; username cy
C: PASS secret  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3d-greets; username ann
C: PASS secret  S: -ERR [AUTH] Wrong name or password, {*}
C: USER amy@LOCALHOST  S: +OK amy is a new name, PASS creates the account
C: PASS secret  S: +OK {*}amy{*}
use: pop3-quit
rows: SELECT name FROM account ORDER BY id
| postmaster
| ann@mail.example
| ann@localhost
| cy@localhost
| joe
| eve
| amy
