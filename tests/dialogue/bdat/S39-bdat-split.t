# A message is cut in two at every place, and once into octets. The same message is always stored: without the
# peer's Return-Path, with the dot at the start of its line.

fragment: cut $size | $head | $rest | $tail
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT $size\r\n$headBDAT $rest LAST\r\n$tail
use: accepted a@b.example
S: 250 2.0.0 $size octet{any} received
S: 250 2.0.0 Stored as {id}

fragment: octet $octet
R: BDAT 1\r\n$octet

use: alice; smtp
use: cut 1 | r | 29 | eturn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 2 | re | 28 | turn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 3 | ret | 27 | urn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 4 | retu | 26 | rn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 5 | retur | 25 | n-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 6 | return | 24 | -path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 7 | return- | 23 | path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 8 | return-p | 22 | ath:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 9 | return-pa | 21 | th:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 10 | return-pat | 20 | h:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 11 | return-path | 19 | :<e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 12 | return-path: | 18 | <e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 13 | return-path:< | 17 | e>\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 14 | return-path:<e | 16 | >\r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 15 | return-path:<e> | 15 | \r\nX:y\r\n\r\n.\r\nz\r\n
use: cut 16 | return-path:<e>\r | 14 | \nX:y\r\n\r\n.\r\nz\r\n
use: cut 17 | return-path:<e>\r\n | 13 | X:y\r\n\r\n.\r\nz\r\n
use: cut 18 | return-path:<e>\r\nX | 12 | :y\r\n\r\n.\r\nz\r\n
use: cut 19 | return-path:<e>\r\nX: | 11 | y\r\n\r\n.\r\nz\r\n
use: cut 20 | return-path:<e>\r\nX:y | 10 | \r\n\r\n.\r\nz\r\n
use: cut 21 | return-path:<e>\r\nX:y\r | 9 | \n\r\n.\r\nz\r\n
use: cut 22 | return-path:<e>\r\nX:y\r\n | 8 | \r\n.\r\nz\r\n
use: cut 23 | return-path:<e>\r\nX:y\r\n\r | 7 | \n.\r\nz\r\n
use: cut 24 | return-path:<e>\r\nX:y\r\n\r\n | 6 | .\r\nz\r\n
use: cut 25 | return-path:<e>\r\nX:y\r\n\r\n. | 5 | \r\nz\r\n
use: cut 26 | return-path:<e>\r\nX:y\r\n\r\n.\r | 4 | \nz\r\n
use: cut 27 | return-path:<e>\r\nX:y\r\n\r\n.\r\n | 3 | z\r\n
use: cut 28 | return-path:<e>\r\nX:y\r\n\r\n.\r\nz | 2 | \r\n
use: cut 29 | return-path:<e>\r\nX:y\r\n\r\n.\r\nz\r | 1 | \n
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
use: octet r; octet e; octet t; octet u; octet r; octet n
use: octet -; octet p; octet a; octet t; octet h; octet :
use: octet <; octet e; octet >; octet \r; octet \n; octet X
use: octet :; octet y; octet \r; octet \n; octet \r; octet \n
use: octet .; octet \r; octet \n; octet z; octet \r
R: BDAT 1 LAST\r\n\n
use: accepted a@b.example
S*: 250 2.0.0 1 octet received
S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT count(*), replace(replace(substr(content, instr(content, 'X:')), char(13), 'R'), char(10), 'N'), sum(content LIKE '%path:<e>%') FROM inbox GROUP BY 2
| 30 | X:yRNRN.RNzRN | 0
