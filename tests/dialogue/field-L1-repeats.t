# A program that tries again and again with an old password makes one mistake, not many: the same words
# again get one hash in five seconds and are else put off at once; they keep nobody waiting, whatever
# they come by, and a name that nobody has is no different.
modes: step
account: alice secret
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o plaintext_auth=any -o log=warning
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=sign-in-refused account=alice peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-repeated account=alice peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o plaintext_auth=any -o log=warning
S: +OK mail.example POP3 pillarbox
C: USER ALICE
S: +OK PASS and the password, please
C: PASS old
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=ALICE peer=192.0.2.7 because="a mistake made before"
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o plaintext_auth=any -o log=warning
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AG5vYm9keQBvbGQ=
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvbGQ=
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvbGQ=
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=sign-in-refused account=nobody peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-repeated account=nobody peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=nobody peer=192.0.2.7 because="a mistake made before"
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o plaintext_auth=any -o log=warning
S: +OK mail.example POP3 pillarbox
C: USER NOBODY
S: +OK PASS and the password, please
C: PASS old
S: -ERR [SYS/TEMP] Too many are signing in, try again later
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=NOBODY peer=192.0.2.7 because="a mistake made before"
# Ten more of them, and nobody has to wait: two mistakes are two failures.
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o plaintext_auth=any -o log=warning
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many are signing in, try again later
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
# From another network it is a new one.
on: unix
env: TCPREMOTEIP=192.0.2.8
run: pop3d -o plaintext_auth=any
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
