# The deletions cannot be stored. The reply says so and nothing is deleted.
use: alice; mail; mail two; locked; maildrop 2 | -o lock_timeout=1; delete
C: QUIT  S: -ERR [SYS/TEMP] The mail store failed, some messages may not be deleted
exit: 1
rows: SELECT count(*) FROM delivery  | 2
use: maildrop 2; delete; pop3-quit
rows: SELECT subject FROM inbox  | two
