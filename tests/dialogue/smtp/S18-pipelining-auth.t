# The same across a sign-in, over a socket.
use: alice; inet
run: smtpd -o interactive=none
R: EHLO client.example\r\nAUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nMAIL FROM:<alice@mail.example>\r\n
R: RCPT TO:<alice@mail.example>\r\nDATA\r\nSubject: hi\r\n\r\ntext\r\n.\r\nQUIT\r\n
S: 220 mail.example ESMTP pillarbox
S: 250-mail.example
use: extensions
S: 334 VXNlcm5hbWU6
S: 334 UGFzc3dvcmQ6
S: 235 2.7.0 Signed in as alice
use: accepted alice@mail.example
S: 354 Send the message, end it with a dot on a line by itself
S: 250 2.0.0 Stored as {id}
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, sender FROM inbox  | alice | alice@mail.example
