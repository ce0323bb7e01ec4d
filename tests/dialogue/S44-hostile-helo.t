# What a client calls itself cannot add a line or a field.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
R: EHLO x) by evil (\x1b\x0bX-Evil: yes\r\n
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: hostile
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*) FROM content WHERE instr(data, x'1b') OR instr(data, x'0b')
| 0
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
R: EHLO evil\nX-Evil: yes\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
S: 500 5.5.1 Unknown command, HELP lists them
R: EHLO evil\rX-Evil: yes\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: QUIT
S: 221 2.0.0 mail.example closing the connection
