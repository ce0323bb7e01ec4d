# The same in POP3: it is no wrong password, and no permanent error.
database: none
use: pop3; username
C: PASS secret  S: -ERR [SYS/TEMP] The mail store is missing, try again later, closing
use: no-database; pop3
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR [SYS/TEMP] The mail store is missing, try again later, closing
use: no-database; pop3 -d {dir}/missing/mail.db; username
C: PASS secret  S: -ERR [SYS/TEMP] The mail store is missing, try again later, closing
exit: 1
stderr: pillarbox-pop3d session={id} event=store-fault trying=open problem="{any}"
lines: mail.db
lines: mail.db-lock
