# The dialect is for peers on this machine, unless the configuration says otherwise.
account: alice secret
on: inet
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
L: secret
S: 235 2.7.0 Signed in as alice
L: QUIT
S: 221 2.0.0 mail.example closing the connection
on: unix
run: pop3d
S: +OK mail.example POP3 pillarbox
L: USER newcomer
S: +OK newcomer is a new name, PASS creates the account
L: QUIT
S: +OK mail.example closing the connection
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: secret
S: 500 5.5.1 Unknown command, HELP lists them
C: HELO newcomer
S: 250 mail.example
C: QUIT
S: 221 2.0.0 mail.example closing the connection
on: unix
env: REMOTE_ADDR=2001:db8::1
run: pop3d
S: +OK mail.example POP3 pillarbox
L: CAPA
S: -ERR Lines end in CRLF and hold no NUL, CR or LF
C: QUIT
S: +OK mail.example closing the connection
on: unix
env: TCPREMOTEIP=127.0.0.1
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: NOOP
S: 250 2.0.0 OK
L: QUIT
S: 221 2.0.0 mail.example closing the connection
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o interactive=any
S: 220 mail.example ESMTP pillarbox
L: HELO newcomer
S: 250 mail.example account newcomer created, it has no password
L: QUIT
S: 221 2.0.0 mail.example closing the connection
# A loopback socket may be a wrapper's, which says who is behind it.
on: inet
env: REMOTE_HOST=192.0.2.7
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: NOOP
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: QUIT
S: 221 2.0.0 mail.example closing the connection
on: inet
env: TCPREMOTEIP=127.0.0.1
run: smtpd
S: 220 mail.example ESMTP pillarbox
L: NOOP
S: 250 2.0.0 OK
L: QUIT
S: 221 2.0.0 mail.example closing the connection
