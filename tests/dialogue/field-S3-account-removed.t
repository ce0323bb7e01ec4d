# An account is a row, and not a memory: who has signed in to one that is removed, renamed or locked
# meanwhile sends nothing more. It is looked up at MAIL, and again when the message is stored.
modes: step
account: alice secret
account: bob secret
run: smtpd -o log=warning -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
meanwhile sql: DELETE FROM account WHERE name = 'alice'
C: MAIL FROM:<alice@mail.example>
S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="look up the sender" problem="the account has been removed, renamed or locked"
account: alice secret
run: smtpd -o log=warning -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<bob>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
meanwhile sql: UPDATE account SET name = 'alicia' WHERE name = 'alice'
C: .
S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=deliver problem="the account has been removed, renamed or locked"
sql: UPDATE account SET name = 'alice' WHERE name = 'alicia'
run: smtpd -o log=warning -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<bob>
S: 250 2.1.5 Recipient <bob@mail.example> accepted
meanwhile sql: UPDATE account SET password = '!' || password WHERE name = 'alice'
C: BDAT 2 LAST
R: x\n
S: 550 5.6.0 {*}
C: MAIL FROM:<alice@mail.example>
S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="look up the sender" problem="the account has been removed, renamed or locked"
rows: SELECT count(*) FROM message
| 0
