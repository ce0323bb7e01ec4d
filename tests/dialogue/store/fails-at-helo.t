# HELO with an account name creates or enters it, so it needs the store.
account: alice
use: locked; smtpd-greets -o lock_timeout=1
C: HELO alice  S: 250 {*}
C: HELO newcomer  S: 451 4.3.0 The mail store did not answer, try again later
use: quit
rows: SELECT name FROM account ORDER BY name
| alice
| postmaster
sql: ALTER TABLE account RENAME TO gone
use: smtpd-greets; store-broken HELO alice
stderr: {any}event=store-fault {any}
file: plain.db
| no database
use: smtpd-greets -d {dir}/plain.db; store-broken HELO alice
stderr: {any}event=store-fault {any}
