# UTF-8 that is none is refused, with SMTPUTF8 and without: octets that begin nothing, cut short,
# longer than need be, half of a pair, beyond the last character.
account: alice secret
run: smtpd -o interactive=none -o max_errors=100
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
R: MAIL FROM:<\x80@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<j\xffrgen@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xc3@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xc3(@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xc0\xaf@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xe0\x80\xaf@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xed\xa0\x80@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xf0\x80\x80\xaf@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xf4\x90\x80\x80@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<\xf8\x88\x80\x80\x80@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<"\xff"@remote.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<sender@rem\xe9te.example> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>
R: MAIL FROM:<j\xffrgen@remote.example>\r\n
S: 5{*}
# The last two characters that there are, and the first ones of two, three and four octets.
R: MAIL FROM:<\xf4\x8f\xbf\xbf\xf0\x90\x80\x80\xe0\xa0\x80\xc2\x80@remote.example> SMTPUTF8\r\n
S: 250 2.1.0 {*}
R: RCPT TO:<alice\xc3@mail.example>\r\n
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
R: RCPT TO:<alice@mail\xed\xbf\xbf.example>\r\n
S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
