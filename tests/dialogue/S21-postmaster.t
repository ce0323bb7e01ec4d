# Needs no domain, and exists from the first moment on.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<pOstMaster>
S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<postmaster@MAIL.example>
S: 250 2.1.5 Recipient <{*}> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: help
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT account, subject FROM inbox
| postmaster | help
# Nobody can sign in as postmaster before the operator has set a password.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AHBvc3RtYXN0ZXIAIQ==
S: 535 5.7.8 Wrong name or password
C: QUIT
S: 221 2.0.0 mail.example closing the connection
