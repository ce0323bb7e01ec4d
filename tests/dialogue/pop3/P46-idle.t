# After pop3_timeout without input the session ends in silence, without UPDATE. Any octet starts the time
# again.
use: in-steps; alice; mail; maildrop 1 | -o pop3_timeout=1; delete
wait: 0.6
C: NOOP  S: +OK Still here
wait: 0.6
R: QUI
wait: 0.6
rows: SELECT count(*) FROM delivery  | 1
rows: SELECT seen FROM delivery  | 0
