# After DATA with a bare LF, lines end in LF or CRLF and are stored with CRLF.
use: alice; smtpd-greets
L: EHLO alice  S: 250-mail.example the next line is the password of alice
use: extensions
L: secret  S: 235 2.7.0 Signed in as alice
L: MAIL FROM: @ME  S: 250 2.1.0 Sender <{*}> accepted
L: RCPT TO: alice  S: 250 2.1.5 Recipient <{*}> accepted
L: DATA  S: 354 Send the message, end it with a dot on a line by itself
L: Subject: lines
L:
L: ends in LF
C: ends in CRLF
L: ..dot
L: .  S: 250 2.0.0 Stored as {id}
# After DATA with CRLF only CRLF counts, for a person too.
use: from-me; to-name; data; unacceptable Subject: mixed\r\n\r\ntext\n.\n\r\n.\r\n
L: QUIT  S: 221 2.0.0 mail.example closing the connection
rows: SELECT replace(replace(CAST(substr(data, instr(data, CAST('ends in LF' AS BLOB))) AS TEXT), char(13), 'R'), char(10), 'N') FROM content
| ends in LFRNends in CRLFRN.dotRN
