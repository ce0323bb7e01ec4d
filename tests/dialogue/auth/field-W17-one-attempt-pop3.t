# A password that is wrong for a mechanism can be right for PASS, which creates the account or sets its first
# password.
account: bare
use: pop3d-greets
C: AUTH PLAIN AG5ldwBzZWNyZXQ=  S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH LOGIN bmV3  S: + UGFzc3dvcmQ6
C: c2VjcmV0  S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: USER new  S: +OK new is a new name, PASS creates the account
C: PASS secret  S: +OK Account new created, no messages yet
use: pop3-quit; pop3d-greets
C: AUTH PLAIN AGJhcmUAc2VjcmV0  S: -ERR [AUTH] Wrong name or password, attempts left: 4
use: username bare
C: PASS secret  S: +OK Password set, 0 messages, {d} octets
use: pop3-quit
# An account with a password is different.
use: pop3d-greets; username new
C: PASS wrong  S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH PLAIN AG5ldwB3cm9uZw==  S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: bmV3  S: + UGFzc3dvcmQ6
C: d3Jvbmc=  S: -ERR [AUTH] Wrong name or password, attempts left: 4
use: username new
C: PASS wrong  S: -ERR [AUTH] Wrong name or password, attempts left: 3
use: pop3-quit
