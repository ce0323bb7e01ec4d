# The default is yescrypt. A hash made with other settings is replaced at sign-in.
options: none
use: smtpd-greets -o log=error -o hostname=mail.example; newcomer alice
C: secret  S: 235 2.7.0 Account created, signed in as alice
use: quit
rows: SELECT substr(password, 1, 3) FROM account WHERE name = 'alice'  | $y$
use: maildrop 0; pop3-quit
rows: SELECT substr(password, 1, 3) FROM account WHERE name = 'alice'  | $5$
use: maildrop 0; pop3-quit
# A wrong password replaces nothing.
use: pop3 -o password_hash=$6$ -o password_cost=1000; username; wrong-password; pop3-quit
rows: SELECT substr(password, 1, 3) FROM account WHERE name = 'alice'  | $5$
