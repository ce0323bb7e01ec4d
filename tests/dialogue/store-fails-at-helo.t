# HELO with the name of an account makes it or enters it, so the store is needed.
account: alice
hold: writer
run: smtpd -o lock_timeout=1
S: 220 mail.example ESMTP pillarbox
C: HELO alice
S: 250 {*}
C: HELO newcomer
S: 451 4.3.0 The mail store did not answer, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT name FROM account ORDER BY name
| alice
| postmaster
sql: ALTER TABLE account RENAME TO gone
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO alice
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: {any}event=store-fault {any}
file: plain.db
| no database
run: smtpd -d {dir}/plain.db
S: 220 mail.example ESMTP pillarbox
C: HELO alice
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: {any}event=store-fault {any}
