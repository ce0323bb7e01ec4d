# Another process holds the writer lock for longer than a session waits.
use: alice; locked; smtp -o lock_timeout=1; message
C: Subject: one
C: .  S: 451 4.3.0 The mail store did not answer, try again later
use: noop; quit
rows: SELECT count(*) FROM message  | 0
use: locked; pop3d-greets -o lock_timeout=1
C: USER newcomer  S: +OK newcomer is a new name, PASS creates the account
C: PASS secret  S: -ERR [SYS/TEMP] The mail store did not answer, try again later
use: pop3-quit
# Reading does not wait.
use: locked; maildrop 0 | -o lock_timeout=1; pop3-quit
