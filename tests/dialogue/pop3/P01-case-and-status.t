use: alice; pop3
C: uSeR alice  S: +OK Send PASS and the password
C: pAsS secret  S: +OK Signed in, 0 messages, 0 octets
C: sTaT  S: +OK 0 0
C: noop  S: +OK Still here
C: Quit  S: +OK mail.example closing the connection
