# The first page is there, the rest is not.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
rows: SELECT count(*) FROM message
| 1
truncate: mail.db 4096
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: -ERR [SYS/PERM] The mail store needs its operator, closing
exit: 1
stderr: pillarbox-pop3d session={id} event={id} {any}
