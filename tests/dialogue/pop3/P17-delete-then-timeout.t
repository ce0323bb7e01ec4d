use: in-steps; alice; mail; maildrop 1 | -o pop3_timeout=1; delete
rows: SELECT count(*) FROM delivery  | 1
