# After DATA with a bare LF, lines end in LF or CRLF, and are stored with CRLF.
account: alice secret
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
L: secret
S: 235 2.7.0 Signed in as alice
L: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
L: RCPT TO: alice
S: 250 2.1.5 Recipient <{*}> accepted
L: DATA
S: 354 Send the message, then a line with only a dot
L: Subject: lines
L:
L: ends in LF
C: ends in CRLF
L: ..dot
L: .
S: 250 2.0.0 Stored as {id}
# After DATA with CRLF only CRLF counts, for a person as for anybody else.
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO: alice
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: mixed\r\n\r\ntext\n.\n\r\n.\r\n
S: 550 5.6.0 The message holds a NUL or a CR or LF by itself
L: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT replace(replace(CAST(substr(data, instr(data, CAST('ends in LF' AS BLOB))) AS TEXT), char(13), 'R'), char(10), 'N') FROM content
| ends in LFRNends in CRLFRN.dotRN
