# Protocol errors are counted.
use: alice; maildrop 0 | -o max_errors=3
C: RETR 1  S: -ERR There is no message 1
C: XYZZY  S: -ERR Unknown command, HELP lists the commands
C: STAT 1  S: -ERR STAT takes no argument
C: XYZZY  S: -ERR Unknown command, HELP lists the commands
S: -ERR Too many errors, closing
