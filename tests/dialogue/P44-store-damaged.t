account: alice secret
deliver: sender@remote.example alice
| Subject: one
sql: PRAGMA wal_checkpoint(TRUNCATE)
truncate: mail.db 4096
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/PERM] The mail store needs its operator, closing
exit: 1
stderr: pillarbox-pop3d session={id} event=store-fault {any}
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [SYS/PERM] The mail store needs its operator, closing
exit: 1
stderr: pillarbox-pop3d session={id} event=store-fault {any}
