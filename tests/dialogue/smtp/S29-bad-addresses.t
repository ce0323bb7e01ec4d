use: smtp
each: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
| MAIL FROM:<sender@remote.example
| MAIL FROM:<sender@@remote.example>
| MAIL FROM:<@remote.example>
| MAIL FROM:<sender@>
| MAIL FROM:<sender@remote..example>
| MAIL FROM:<sen der@remote.example>
R: MAIL FROM:<sen\x07der@remote.example>\r\n  S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
C: MAIL FROM:<sender@[192.0.2.1]>  S: 250 2.1.0 Sender <sender@[192.0.2.1]> accepted
C: RCPT TO:<postmaster@>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<postmaster@[192.0.2.1>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<a@mail.example> <b@mail.example>  S: 5{*}
use: quit
