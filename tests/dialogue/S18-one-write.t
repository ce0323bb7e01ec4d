# All that one read has asked for is answered in one write, a reply of several lines too.
modes: step
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<sender@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nRCPT TO:<nobody@mail.example>\r\nDATA\r\n
S: 250 2.1.0 Sender <sender@remote.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
S: 354 Send the message, then a line with only a dot
R: Subject: hi\r\n\r\ntext\r\n.\r\n
S: 250 2.0.0 Stored as {id}
C: HELP
S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
writes: 6
