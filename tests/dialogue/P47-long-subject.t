# A line of the list has at most 512 octets.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: \{1000*y}\r\n.\r\n
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: LIST
S: +OK 1 messages of {d} octets in all
S: 1 {d} sender@remote.example {400*y}{*}
S: .
C: LIST 1
S: +OK 1 {d} sender@remote.example {400*y}{*}
C: QUIT
S: +OK mail.example closing the connection
