use: in-steps; alice; mail; maildrop; delete
signal: TERM
exit: TERM
rows: SELECT count(*) FROM delivery  | 1
