# On a socket too each group of commands is answered in one write, so that nobody waits for a
# delayed acknowledgement in the middle of it.
modes: step
account: alice secret
on: inet
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nRCPT TO:<nobody@mail.example>\r\nDATA\r\n
S: 250 2.1.0 Sender <one@remote.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
S: 354 Send the message, then a line with only a dot
R: Subject: one\r\n\r\ntext\r\n.\r\nMAIL FROM:<one@remote.example>\r\nRCPT TO:<alice@mail.example>\r\nBDAT 14\r\nSubject: two\r\n
S: 250 2.0.0 Stored as {id}
S: 250 2.1.0 Sender <one@remote.example> accepted
S: 250 2.1.5 Recipient <alice@mail.example> accepted
S: 250 2.0.0 Chunk of 14 octets taken
R: BDAT 0 LAST\r\nNOOP\r\nHELP\r\nRSET\r\n
S: 250 2.0.0 Stored as {id}
S: 250 2.0.0 OK
S: 214-2.0.0 {*}
S*: 214-2.0.0 {*}
S: 214 2.0.0 {*}
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
writes: 6
on: inet
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: USER alice\r\nPASS secret\r\n
S: +OK PASS and the password, please
S: +OK Signed in, 2 messages, {d} octets
R: STAT\r\nLIST\r\nTOP 1 0\r\nRETR 2\r\n
S: +OK 2 {d}
S: +OK 2 messages of {d} octets in all
S: 1 {d}
S: 2 {d}
S: .
S: +OK Top of the message follows
S*: {any}
S: .
S: +OK {d} octets
S*: {any}
S: .
C: QUIT
S: +OK mail.example closing the connection
writes: 4
