# The same where mail goes out: no wrong password, and nothing that mail programs take for good.
database: none
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/TEMP] The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [SYS/TEMP] The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"
run: pop3d -o interactive=none -d {dir}/missing/mail.db
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/TEMP] The mail store is not there now, try again later, closing
exit: 1
stderr: pillarbox-pop3d session={id} event=store-fault trying=open problem="{any}"
lines: mail.db
lines: mail.db-lock
