# postmaster needs no domain and always exists.
use: smtp; from
C: RCPT TO:<pOstMaster>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<postmaster@MAIL.example>  S: 250 2.1.5 Recipient <{*}> accepted
use: data; text help; quit
rows: SELECT account, subject FROM inbox  | postmaster | help
# No one can sign in as postmaster before the operator sets a password.
use: smtp
C: AUTH PLAIN AHBvc3RtYXN0ZXIAIQ==  S: 535 5.7.8 Wrong name or password
use: quit
