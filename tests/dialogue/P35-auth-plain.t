account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: STAT
S: +OK 0 0
C: QUIT
S: +OK mail.example closing the connection
# With an initial response, and in another letter case; an account's name is the same in any.
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: auth Plain AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AEFMSUNFAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
# alice acts for herself; mail programs sign in with the whole address.
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlQG1haWwuZXhhbXBsZQBzZWNyZXQ=
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
