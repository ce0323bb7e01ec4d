# The dialect is for local peers, unless the settings say otherwise.
use: alice; inet; smtpd-greets
L: EHLO alice  S: 250-mail.example the next line is the password of alice
use: extensions
L: secret  S: 235 2.7.0 Signed in as alice
L: QUIT  S: 221 2.0.0 mail.example closing the connection
on: unix
use: pop3d-greets
L: USER newcomer  S: +OK newcomer is a new name, PASS creates the account
L: QUIT  S: +OK mail.example closing the connection
use: remote; smtpd-greets; ehlo alice
C: secret  S: 500 5.5.1 Unknown command, HELP lists the commands
C: HELO newcomer  S: 250 mail.example
use: quit
on: unix
env: REMOTE_ADDR=2001:db8::1
use: pop3d-greets
L: CAPA  S: -ERR A line ends in CRLF and has no NUL, CR or LF in it
use: pop3-quit; remote 127.0.0.1; smtpd-greets
L: NOOP  S: 250 2.0.0 OK
L: QUIT  S: 221 2.0.0 mail.example closing the connection
use: remote; smtpd-greets -o interactive=any
L: HELO newcomer  S: 250 mail.example account newcomer created, without a password
L: QUIT  S: 221 2.0.0 mail.example closing the connection
# A loopback socket may be a wrapper's. The environment tells who is behind it.
on: inet
env: REMOTE_HOST=192.0.2.7
use: smtpd-greets
L: NOOP  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: quit; inet
env: TCPREMOTEIP=127.0.0.1
use: smtpd-greets
L: NOOP  S: 250 2.0.0 OK
L: QUIT  S: 221 2.0.0 mail.example closing the connection
