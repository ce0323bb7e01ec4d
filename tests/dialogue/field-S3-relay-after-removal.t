# What would be handed on is not, for an account that is locked meanwhile.
modes: step
program: sendmail
| #!/bin/sh
| cat > taken
account: alice secret
run: smtpd -o log=warning -o interactive=none -o relay={dir}/sendmail
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<far@remote.example>
S: 250 2.1.5 Recipient <far@remote.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
meanwhile sql: UPDATE account SET password = '!' || password WHERE name = 'alice'
C: .
S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="look up the sender" problem="the account has been removed, renamed or locked"
lines: taken
