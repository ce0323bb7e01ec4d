# Two forms of one account's name, in PLAIN: who signs in, and who it wants to act for.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# alice NUL alice@mail.example NUL secret
C: AUTH PLAIN YWxpY2UAYWxpY2VAbWFpbC5leGFtcGxlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# ALICE@mail.example NUL alice NUL secret
C: AUTH PLAIN QUxJQ0VAbWFpbC5leGFtcGxlAGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
# alice@mail.example NUL Alice@LOCALHOST NUL secret
C: AUTH PLAIN YWxpY2VAbWFpbC5leGFtcGxlAEFsaWNlQExPQ0FMSE9TVABzZWNyZXQ=
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
# alice NUL alice@mail.example NUL secret
C: AUTH PLAIN YWxpY2UAYWxpY2VAbWFpbC5leGFtcGxlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
# ALICE@mail.example NUL alice NUL secret
C: AUTH PLAIN QUxJQ0VAbWFpbC5leGFtcGxlAGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
# alice@mail.example NUL Alice@LOCALHOST NUL secret
C: AUTH PLAIN YWxpY2VAbWFpbC5leGFtcGxlAEFsaWNlQExPQ0FMSE9TVABzZWNyZXQ=
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
