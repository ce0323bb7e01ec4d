# Another process holds the writer lock while the database must be upgraded. Neither way to sign in finds an
# account. That is no wrong password, and the session goes on.
schema: 2
use: locked; pop3 -o lock_timeout=1; username
C: PASS secret  S: -ERR [SYS/TEMP] The mail store did not answer, try again later
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: -ERR [SYS/TEMP] The mail store did not answer, try again later
C: NOOP  S: -ERR NOOP is out of sequence, expected {*}
use: pop3-quit
