# A message is cut in two at every place, and once into octets. It is always the same that is
# stored: without the peer's own Return-Path, and with the dot at the start of its line.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 1\r\nrBDAT 29 LAST\r\neturn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 1 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 2\r\nreBDAT 28 LAST\r\nturn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 2 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 3\r\nretBDAT 27 LAST\r\nurn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 3 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 4\r\nretuBDAT 26 LAST\r\nrn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 4 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 5\r\nreturBDAT 25 LAST\r\nn-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 5 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 6\r\nreturnBDAT 24 LAST\r\n-path:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 6 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 7\r\nreturn-BDAT 23 LAST\r\npath:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 7 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 8\r\nreturn-pBDAT 22 LAST\r\nath:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 8 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 9\r\nreturn-paBDAT 21 LAST\r\nth:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 9 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 10\r\nreturn-patBDAT 20 LAST\r\nh:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 10 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 11\r\nreturn-pathBDAT 19 LAST\r\n:<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 11 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 12\r\nreturn-path:BDAT 18 LAST\r\n<e>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 12 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 13\r\nreturn-path:<BDAT 17 LAST\r\ne>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 13 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 14\r\nreturn-path:<eBDAT 16 LAST\r\n>\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 14 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 15\r\nreturn-path:<e>BDAT 15 LAST\r\n\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 15 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 16\r\nreturn-path:<e>\rBDAT 14 LAST\r\n\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 16 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 17\r\nreturn-path:<e>\r\nBDAT 13 LAST\r\nX:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 17 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 18\r\nreturn-path:<e>\r\nXBDAT 12 LAST\r\n:y\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 18 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 19\r\nreturn-path:<e>\r\nX:BDAT 11 LAST\r\ny\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 19 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 20\r\nreturn-path:<e>\r\nX:yBDAT 10 LAST\r\n\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 20 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 21\r\nreturn-path:<e>\r\nX:y\rBDAT 9 LAST\r\n\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 21 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 22\r\nreturn-path:<e>\r\nX:y\r\nBDAT 8 LAST\r\n\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 22 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 23\r\nreturn-path:<e>\r\nX:y\r\n\rBDAT 7 LAST\r\n\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 23 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 24\r\nreturn-path:<e>\r\nX:y\r\n\r\nBDAT 6 LAST\r\n.\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 24 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 25\r\nreturn-path:<e>\r\nX:y\r\n\r\n.BDAT 5 LAST\r\n\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 25 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 26\r\nreturn-path:<e>\r\nX:y\r\n\r\n.\rBDAT 4 LAST\r\n\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 26 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 27\r\nreturn-path:<e>\r\nX:y\r\n\r\n.\r\nBDAT 3 LAST\r\nz\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 27 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 28\r\nreturn-path:<e>\r\nX:y\r\n\r\n.\r\nzBDAT 2 LAST\r\n\r\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 28 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 29\r\nreturn-path:<e>\r\nX:y\r\n\r\n.\r\nz\rBDAT 1 LAST\r\n\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 29 octets taken
S: 250 2.0.0 Stored as {id}
R: MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@mail.example>\r\n
R: BDAT 1\r\nr
R: BDAT 1\r\ne
R: BDAT 1\r\nt
R: BDAT 1\r\nu
R: BDAT 1\r\nr
R: BDAT 1\r\nn
R: BDAT 1\r\n-
R: BDAT 1\r\np
R: BDAT 1\r\na
R: BDAT 1\r\nt
R: BDAT 1\r\nh
R: BDAT 1\r\n:
R: BDAT 1\r\n<
R: BDAT 1\r\ne
R: BDAT 1\r\n>
R: BDAT 1\r\n\r
R: BDAT 1\r\n\n
R: BDAT 1\r\nX
R: BDAT 1\r\n:
R: BDAT 1\r\ny
R: BDAT 1\r\n\r
R: BDAT 1\r\n\n
R: BDAT 1\r\n\r
R: BDAT 1\r\n\n
R: BDAT 1\r\n.
R: BDAT 1\r\n\r
R: BDAT 1\r\n\n
R: BDAT 1\r\nz
R: BDAT 1\r\n\r
R: BDAT 1 LAST\r\n\n
S: 250 2.1.0 Sender <a@b.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S*: 250 2.0.0 Chunk of 1 octets taken
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*), replace(replace(substr(content, instr(content, 'X:')), char(13), 'R'), char(10), 'N'), sum(content LIKE '%path:<e>%') FROM inbox GROUP BY 2
| 30 | X:yRNRN.RNzRN | 0
