use: alice; maildrop 0
C: LAST  S: -ERR Unknown command, HELP lists them
use: pop3-quit
