# The table of accounts is gone: one class of answer in both programs, at each way to sign in, and an
# error that says what is wrong.
account: alice secret
sql: ALTER TABLE account RENAME TO gone
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 454 4.7.0 Nobody can sign in now, try again later
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="sign in" problem="no such table: account {any}"
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [SYS/PERM] The mail store needs its operator, closing
exit: 1
stderr: pillarbox-pop3d session={id} event=store-fault trying="sign in" problem="no such table: account {any}"
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/PERM] The mail store needs its operator, closing
exit: 1
stderr: pillarbox-pop3d session={id} event=store-fault trying="sign in" problem="no such table: account {any}"
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO alice
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="sign in" problem="no such table: account {any}"
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="find account" problem="no such table: account {any}"
