# More lines than one piece of the stored message holds.
use: alice; smtpd-greets -o interactive=none
C: HELO client.example
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice>
C: DATA
R: Subject: large\r\n\r\n\{699*A line of a hundred octets, the line end among them, so that seven hundred are two pieces of it.\r\n}line 700\r\nline 701\r\n.\r\n
C: QUIT
S*: {any}
S: 221 2.0.0 mail.example closing the connection
use: maildrop
C: TOP 1 700  S: +OK Top of the message follows
use: top-fields
S: line 700
S: .
C: TOP 1 800  S: +OK Top of the message follows
use: top-fields
S: line 700
S: line 701
use: end; pop3-quit
