# AUTH after a sign-in is out of order with any argument and with none (RFC 4954 section 4); before it,
# AUTH alone is a mistake.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH
S: 501 5.5.4 Syntax: AUTH mechanism [response]
R: AUTH \t\r\n
S: 501 5.5.4 Syntax: AUTH mechanism [response]
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: AUTH
S: 503 5.5.1 Already signed in
R: AUTH \r\n
S: 503 5.5.1 Already signed in
C: AUTH X
S: 503 5.5.1 Already signed in
C: RSET
S: 250 2.0.0 OK
C: AUTH
S: 503 5.5.1 Already signed in
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: AUTH
S: -ERR AUTH is out of order, {*} may come now
C: QUIT
S: +OK mail.example closing the connection
