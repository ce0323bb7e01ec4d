# Mail of an account locked meanwhile is not handed on.
modes: step
program: sendmail
| #!/bin/sh
| cat > taken
use: alice; smtpd-greets -o log=warning -o interactive=none -o relay={dir}/sendmail; ehlo; signed-in
use: message alice@mail.example | far@remote.example
meanwhile sql: UPDATE account SET password = '!' || password WHERE name = 'alice'
C: .  S: 421 4.7.0 Your account has changed, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="look up the sender" problem="the account has been removed, renamed or locked"
lines: taken
