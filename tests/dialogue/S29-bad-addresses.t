run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<sender@@remote.example>
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<@remote.example>
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<sender@>
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<sender@remote..example>
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<sen der@remote.example>
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<sen\x07der@remote.example>\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<sender@[192.0.2.1]>
S: 250 2.1.0 Sender <sender@[192.0.2.1]> accepted
C: RCPT TO:<postmaster@>
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<postmaster@[192.0.2.1>
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<a@mail.example> <b@mail.example>
S: 5{*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
