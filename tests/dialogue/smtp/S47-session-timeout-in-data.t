use: in-steps; alice; smtp -o command_timeout=10 -o session_timeout=2; message
C: Subject: slow
wait: 0.7
C: slow
wait: 0.7
C: slow  S: 421 4.4.2 The session lasted too long, closing
rows: SELECT count(*) FROM message  | 0
