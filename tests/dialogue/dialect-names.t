# Names that are no account names: ordinary clients greet with them.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: HELO localhost
S: 250 mail.example
C: HELO mail.example
S: 250 mail.example
C: HELO client.example
S: 250 mail.example
C: HELO [192.0.2.1]
S: 250 mail.example
C: HELO -dash
S: 250 mail.example
C: HELO two words
S: {*}
R: HELO \{65*n}\r\n
S: 250 mail.example
C: EHLO localhost
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A host name without a dot is this host's all the same.
run: smtpd -o hostname=mailhost
S: 220 mailhost ESMTP pillarbox
C: HELO MailHost
S: 250 mailhost
C: EHLO mailhost
S: 250-mailhost
S*: 250-{*}
S: 250 {*}
C: QUIT
S: 221 2.0.0 mailhost closing the connection
run: smtpd
S: 220 mail.example ESMTP pillarbox
R: HELO \{64*n}\r\n
S: 250 mail.example account {64*n} created, it has no password
C: HELO a_b-c
S: 250 mail.example account a_b-c created, it has no password
C: HELO 7up
S: 250 mail.example account 7up created, it has no password
C: HELO postmaster
S: 530 5.7.0 postmaster has a password, sign in with EHLO
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT count(*), sum(name = 'postmaster') FROM account
| 4 | 1
