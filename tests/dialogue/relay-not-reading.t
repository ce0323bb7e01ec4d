# A program that does not read its input, or not all of it, decides by its exit status alone.
modes: whole random
account: alice secret
file: relay
| exit $1
file: some
| head -c 1000 > message
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay 0"
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
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay 1"
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
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 554 5.0.0 The mail was refused where it was handed on to
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay 75"
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
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 451 4.4.0 The mail could not be handed on, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/some"
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
R: Subject: one\r\n\r\n\{4000*A line of fifty octets, the line end not counted..\r\n}.\r\n
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
