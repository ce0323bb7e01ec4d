use: in-steps; alice; smtp -o command_timeout=1; envelope
R: BDAT 100 LAST\r\nSubject: never finished  S: 421 4.4.2 Timeout, closing
rows: SELECT count(*) FROM message  | 0
