# These are no account names: ordinary clients greet with them.
use: smtpd-greets
each: 250 mail.example
| HELO localhost
| HELO mail.example
| HELO client.example
| HELO [192.0.2.1]
| HELO -dash
C: HELO two words  S: {*}
R: HELO \{65*n}\r\n  S: 250 mail.example
use: ehlo localhost; quit
# A host name without a dot is still this host's name.
run: smtpd -o hostname=mailhost
S: 220 mailhost ESMTP pillarbox
C: HELO MailHost  S: 250 mailhost
C: EHLO mailhost  S: 250-mailhost
use: extensions
C: QUIT  S: 221 2.0.0 mailhost closing the connection
use: smtpd-greets
R: HELO \{64*n}\r\n  S: 250 mail.example account {64*n} created, without a password
C: HELO a_b-c  S: 250 mail.example account a_b-c created, without a password
C: HELO 7up  S: 250 mail.example account 7up created, without a password
C: HELO postmaster  S: 530 5.7.0 postmaster has a password, sign in with EHLO
use: quit
rows: SELECT count(*), sum(name = 'postmaster') FROM account  | 4 | 1
