# What is no command before the greeting is no reason to hang up, unless it is HTTP.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: NONSENSE
S: 500 5.5.1 Unknown command, HELP lists them
C: GET / HTML
S: 500 5.5.1 Unknown command, HELP lists them
C: QUIT
S: 221 2.0.0 mail.example closing the connection
