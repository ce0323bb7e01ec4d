# A peer who may not create accounts does not create a missing database: its file system may not be mounted.
# All mail is deferred and no file is made.
database: none
use: smtp; from
C: RCPT TO:<alice@mail.example>  S: 421 4.3.0 The mail store is missing, try again later, closing
use: no-database; smtp
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 421 4.3.0 The mail store is missing, try again later, closing
use: no-database; smtp
C: AUTH LOGIN YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 421 4.3.0 The mail store is missing, try again later, closing
use: no-database; smtpd-greets -l -o interactive=any
C: LHLO client.example  S: 250-mail.example{*}
use: extensions
C: MAIL FROM:<>  S: 250 2.1.0 Sender <> accepted
C: RCPT TO:<postmaster>  S: 421 4.3.0 The mail store is missing, try again later, closing
use: no-database
lines: mail.db
lines: mail.db-lock
