use: smtpd-greets -o interactive=none
C: GET / HTTP/1.1  S: 554 5.5.1 This is SMTP, not HTTP, closing
use: smtpd-greets
C: POST /login HTTP/1.0  S: 554 5.5.1 This is SMTP, not HTTP, closing
