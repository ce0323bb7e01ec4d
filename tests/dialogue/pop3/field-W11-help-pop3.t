# HELP is not part of POP3. Its reply has one line, so no client waits for more or takes a second line for the
# next reply. It lists what this session may use now.
use: alice; pop3
C: HELP
S: +OK Commands: USER PASS AUTH UTF8 STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT, see pop3d(8)
use: username
C: help me
S: +OK Commands: USER PASS AUTH UTF8 STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT, see pop3d(8)
C: PASS secret  S: -ERR PASS is out of sequence, expected USER, PASS or AUTH
use: username
C: PASS secret  S: +OK Signed in, 0 messages, 0 octets
C: HELP  S: +OK Commands: STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT, see pop3d(8)
use: pop3-quit
# In production a stranger can only leave, or start TLS.
use: remote; pop3
C: HELP  S: +OK Commands: UTF8 CAPA HELP QUIT, see pop3d(8)
C: STLS  S: -ERR STLS is not offered here
C: PASS secret  S: -ERR A password requires TLS here
use: pop3-quit; remote; pop3 -o starttls=/bin/true
C: HELP  S: +OK Commands: UTF8 STLS CAPA HELP QUIT, see pop3d(8)
C: STLS now  S: -ERR STLS takes no argument
use: pop3-quit
# A person at a terminal.
use: pop3d-greets
C: HELP
S: +OK Commands: USER PASS AUTH UTF8 STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA HELP QUIT; RETR alone gives all messages, RETR U the unread ones, see pop3d(8)
use: pop3-quit
