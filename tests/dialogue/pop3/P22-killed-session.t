use: in-steps; alice; mail; maildrop; delete
meanwhile held: maildrop alice
signal: KILL
exit: KILL
use: maildrop; pop3-quit
