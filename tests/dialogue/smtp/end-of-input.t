# A client may leave at any moment. A command without its line end is not executed.
use: alice; smtpd-greets -o interactive=none
use: smtp; from
R: RSE
use: smtp
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
R: YWxp
use: smtpd-greets; newcomer newcomer
R: secret
use: pop3
use: pop3; username
R: PASS secret\r
use: inet; smtpd-greets -o interactive=none
on: unix
use: maildrop 0
rows: SELECT count(*) FROM account WHERE name = 'newcomer'  | 0
