use: in-steps; alice; maildrop 0
R: ST
wait: 0.3
R: AT\r
wait: 0.3
R: \n  S: +OK 0 0
use: pop3-quit
