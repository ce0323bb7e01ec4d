# In a transaction too many unknown recipients end no session, whatever is wrong with them; the next
# transaction does not begin.
account: alice secret
run: smtpd -o interactive=none -o max_errors=3
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example> is not in a domain of ours
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RCPT TO:<no.one@mail.example>
S: 550 5.1.1 Nobody here is called <no.one@mail.example>
C: RCPT TO:<
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT
S: 501 5.5.4 Syntax: RCPT TO:<address>
R: RCPT TO:<\0>\r\n
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: NOOP
S: 250 2.0.0 OK
C: RSET
S: 250 2.0.0 OK
C: NOOP
S: 250 2.0.0 OK
C: MAIL FROM:<sender@remote.example>
S: 421 4.7.0 Too many errors, closing
# A greeting makes no difference.
run: smtpd -o interactive=none -o max_errors=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<>
S: 421 4.7.0 Too many errors, closing
# Nor is anything but RCPT spared: DATA without a recipient, another command, RCPT out of order.
run: smtpd -o interactive=none -o max_errors=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: DATA
S: 503 5.5.1 DATA is out of order, RCPT may come now
S: 421 4.7.0 Too many errors, closing
run: smtpd -o interactive=none -o max_errors=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: XYZZY
S: 500 5.5.1 Unknown command, HELP lists them
S: 421 4.7.0 Too many errors, closing
run: smtpd -o interactive=none -o max_errors=2
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: RSET
S: 250 2.0.0 OK
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, MAIL may come now
S: 421 4.7.0 Too many errors, closing
