use: in-steps; alice; smtp -o command_timeout=1; message
C: Subject: never finished  S: 421 4.4.2 Timeout, closing
rows: SELECT count(*) FROM message  | 0
