# A user whose account is removed, renamed or locked meanwhile can send no more mail. The account is looked up
# at MAIL, and again when the message is stored.
use: in-steps; alice; bob; smtpd-greets -o log=warning -o interactive=none; ehlo; signed-in
meanwhile sql: DELETE FROM account WHERE name = 'alice'
C: MAIL FROM:<alice@mail.example>  S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="look up the sender" problem="the account has been removed, renamed or locked"
use: alice; smtpd-greets -o log=warning -o interactive=none; ehlo; signed-in; from alice@mail.example
C: RCPT TO:<bob>  S: 250 2.1.5 Recipient <bob@mail.example> accepted
use: data
meanwhile sql: UPDATE account SET name = 'alicia' WHERE name = 'alice'
C: .  S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=deliver problem="the account has been removed, renamed or locked"
sql: UPDATE account SET name = 'alice' WHERE name = 'alicia'
use: smtpd-greets -o log=warning -o interactive=none; ehlo; signed-in; from alice@mail.example
C: RCPT TO:<bob>  S: 250 2.1.5 Recipient <bob@mail.example> accepted
meanwhile sql: UPDATE account SET password = '!' || password WHERE name = 'alice'
C: BDAT 2 LAST
R: x\n  S: 550 5.6.0 {*}
C: MAIL FROM:<alice@mail.example>  S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="look up the sender" problem="the account has been removed, renamed or locked"
rows: SELECT count(*) FROM message  | 0
