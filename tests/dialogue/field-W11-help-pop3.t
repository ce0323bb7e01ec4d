# HELP is not of POP3. Its reply has one line, so that no client waits for more or takes a further
# line for the next reply; it lists what this session may use, now or after signing in.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: HELP
S: +OK Commands: USER PASS AUTH UTF8 STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT, see pop3d(8)
C: USER alice
S: +OK PASS and the password, please
C: help me
S: +OK Commands: USER PASS AUTH UTF8 STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT, see pop3d(8)
C: PASS secret
S: -ERR PASS is out of order, USER, PASS or AUTH may come now
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, 0 octets
C: HELP
S: +OK Commands: STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT, see pop3d(8)
C: QUIT
S: +OK mail.example closing the connection
# A stranger in production has nothing to do here but to go, or to begin TLS.
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: HELP
S: +OK Commands: UTF8 CAPA HELP QUIT, see pop3d(8)
C: STLS
S: -ERR STLS is not offered here
C: PASS secret
S: -ERR No password without TLS from where you are
C: QUIT
S: +OK mail.example closing the connection
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o interactive=none -o starttls=/bin/true
S: +OK mail.example POP3 pillarbox
C: HELP
S: +OK Commands: UTF8 STLS CAPA HELP QUIT, see pop3d(8)
C: STLS now
S: -ERR STLS takes no argument
C: QUIT
S: +OK mail.example closing the connection
# A person at a terminal.
run: pop3d
S: +OK mail.example POP3 pillarbox
C: HELP
S: +OK Commands: USER PASS AUTH UTF8 STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT; RETR alone gives all messages, RETR U the unread ones, see pop3d(8)
C: QUIT
S: +OK mail.example closing the connection
