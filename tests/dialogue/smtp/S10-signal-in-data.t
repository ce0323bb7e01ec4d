use: in-steps; alice; smtp; message
C: Subject: never finished
signal: TERM
exit: TERM
rows: SELECT count(*) FROM message  | 0
