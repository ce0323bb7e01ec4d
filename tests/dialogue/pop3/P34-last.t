use: alice; maildrop 0
C: LAST  S: -ERR Unknown command, HELP lists the commands
use: pop3-quit
