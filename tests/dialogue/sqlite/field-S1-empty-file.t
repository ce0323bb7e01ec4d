# An empty file is a missing database.
database: none
file: mail.db
use: smtp; from
C: RCPT TO:<alice@mail.example>  S: 421 4.3.0 The mail store is missing, try again later, closing
use: no-database
lines: mail.db
use: pop3; username
C: PASS secret  S: -ERR [SYS/TEMP] The mail store is missing, try again later, closing
use: no-database
lines: mail.db
