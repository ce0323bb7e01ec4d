# Another process has the writer lock while the database must be brought up to date: that is no wrong
# password, it does not count, and the session goes on.
schema: 1
hold: writer
run: smtpd -o interactive=none -o lock_timeout=1 -o log=warning
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 454 4.7.0 Nobody can sign in now, try again later
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 454 4.7.0 Nobody can sign in now, try again later
C: NOOP
S: 250 2.0.0 OK
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={any} event=store-fault trying=open problem="{any}another process has had the writer lock for too long"
stderr: pillarbox-smtpd session={any} event=store-fault trying=open problem="{any}another process has had the writer lock for too long"
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: 535 5.7.8 Wrong name or password
C: QUIT
S: 221 2.0.0 mail.example closing the connection
