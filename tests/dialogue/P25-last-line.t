# A message whose last line came with a bare LF, or in a piece of its own, ends in CRLF; that CRLF
# is part of its size, which test_dialogue.py compares.
account: alice secret
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
L: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
L: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
L: DATA
S: 354 Send the message, then a line with only a dot
R: Subject: last line\n\nno CR at its end\n.\r\n
S: 250 2.0.0 Stored as {id}
L: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT length(data) - octets, hex(substr(data, -5)) FROM message JOIN content ON content.id = message.id << 16
| 0 | 656E640D0A
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S*: {any}
S: no CR at its end
S: .
C: QUIT
S: +OK mail.example closing the connection
