# A trickle of octets does not keep a session open. It ends in silence.
use: in-steps; alice; mail; maildrop 1 | -o session_timeout=2; delete
R: Q
wait: 0.8
R: U
wait: 0.8
R: I
rows: SELECT count(*) FROM delivery  | 1
