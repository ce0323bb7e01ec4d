run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: GET / HTTP/1.1
S: 554 5.5.1 This is SMTP, not HTTP, closing
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: POST /login HTTP/1.0
S: 554 5.5.1 This is SMTP, not HTTP, closing
