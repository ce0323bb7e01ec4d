# An unknown command before EHLO does not end the session, unless it is HTTP.
use: smtpd-greets
C: NONSENSE  S: 500 5.5.1 Unknown command, HELP lists the commands
C: GET / HTML  S: 500 5.5.1 Unknown command, HELP lists the commands
use: quit
