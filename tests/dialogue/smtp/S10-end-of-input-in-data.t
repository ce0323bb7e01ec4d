use: alice; smtp; message
C: Subject: unfinished
C:
C: half a message
rows: SELECT count(*) FROM message  | 0
# Not even after the dot, while its line has no end.
use: smtp; message
C: Subject: unfinished
C:
R: .
rows: SELECT count(*) FROM message  | 0
use: smtp; message
R: Subject: unfinished\r\n\r\n.\r
rows: SELECT count(*) FROM message  | 0
