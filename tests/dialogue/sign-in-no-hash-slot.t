# As many as may are hashing passwords, for longer than anybody waits. That is nobody's mistake, and
# nothing is counted. Who does not sign in notices nothing.
modes: whole
account: alice secret
hold: hashing
run: smtpd -o interactive=none -o lock_timeout=1
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 454 4.7.0 Too many are signing in, try again later
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A new account needs a hash, too.
hold: hashing
run: smtpd -o lock_timeout=1
S: 220 mail.example ESMTP pillarbox
C: EHLO bob
S: 250-mail.example the next line becomes the password of new account bob
S*: 250-{*}
S: 250 {*}
C: secret
S: 454 4.7.0 Too many are signing in, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
hold: hashing
run: pop3d -o lock_timeout=1
S: +OK mail.example POP3 pillarbox
C: USER bob
S: +OK bob is a new name, PASS creates the account
C: PASS secret
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM account WHERE name = 'bob'
| 0
hold: hashing
run: pop3d -o interactive=none -o lock_timeout=1 -o log=warning
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: USER alice
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=local because="no hash slot came free"
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=local because="no hash slot came free"
