# All of a message that is larger than a pipe, and one by BDAT, with a CRLF in two chunks.
modes: whole random
account: alice secret
file: relay
| tail -n 5000 | wc -c > octets
file: relay-bdat
| tail -n 2 > message
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: big\r\n\r\n\{5000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: octets
| 255000
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay-bdat"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
R: BDAT 22\r\nSubject: chunks\r\n\r\nab\r
S: 250 2.0.0 Chunk of 22 octets taken
R: BDAT 5 LAST\r\n\nlast
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: message
| ab
| last
