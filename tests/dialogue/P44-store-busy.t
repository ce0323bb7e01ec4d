# Another process has the writer lock while the database must be brought up to date: neither way of
# signing in finds an account, that is no wrong password, and the session goes on.
schema: 2
hold: writer
run: pop3d -o interactive=none -o lock_timeout=1
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/TEMP] The mail store did not answer, try again later
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [SYS/TEMP] The mail store did not answer, try again later
C: NOOP
S: -ERR NOOP is out of order, {*} may come now
C: QUIT
S: +OK mail.example closing the connection
