# A last line that ended in a bare LF, or came in a separate piece, ends in CRLF. The CRLF is part of the
# size, which test_dialogue.py compares.
use: alice; smtpd-greets
L: EHLO client.example  S: 250-mail.example
use: extensions
L: MAIL FROM:<sender@remote.example>  S: 250 2.1.0 Sender <sender@remote.example> accepted
L: RCPT TO:<alice@mail.example>  S: 250 2.1.5 Recipient <alice@mail.example> accepted
L: DATA  S: 354 Send the message, end it with a dot on a line by itself
R: Subject: last line\n\nno CR at its end\n.\r\n  S: 250 2.0.0 Stored as {id}
L: QUIT  S: 221 2.0.0 mail.example closing the connection
rows: SELECT length(data) - octets, hex(substr(data, -5)) FROM message JOIN content ON content.id = message.id << 16  | 0 | 656E640D0A
use: maildrop; retrieve
S*: {any}
S: no CR at its end
use: end; pop3-quit
