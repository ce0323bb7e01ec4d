use: alice; mail; maildrop; delete
rows: SELECT count(*) FROM delivery  | 1
# QUIT without its line end does not count.
use: maildrop; delete
R: QUIT
rows: SELECT count(*) FROM delivery  | 1
