# A response may be longer than a command: 412 octets for a password of 300, up to 12,288 with CRLF.
# Beyond that it is drained, and nothing in it is a command.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line becomes the password of new account alice
S*: 250-{*}
S: 250 {*}
R: PASS \{300*p}\r\n
S: 235 2.7.0 Account created, signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN
S: +{s}
R: \{3071*QUFB}\r\n
S: -ERR A name and a password were expected
C: AUTH PLAIN
S: +{s}
R: \{3073*QUFB}\r\n
S: -ERR Line too long
C: AUTH PLAIN
S: +{s}
R: \{5000*QUIT }\r\n
S: -ERR Line too long
# Longer than any password: it is a wrong one.
C: AUTH LOGIN YWxpY2U=
S: + UGFzc3dvcmQ6
R: \{2000*cHBw}\r\n
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN
S: +{s}
R: AGFsaWNlAHBw\{99*cHBw}cA==\r\n
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
