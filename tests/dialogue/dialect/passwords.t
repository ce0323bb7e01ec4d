# A password that looks like a verb; EHLO instead of a password; no password.
use: smtpd-greets; newcomer alice; noop
C: PASS QUIT  S: 235 2.7.0 Account created, signed in as alice
# The name in another letter case is the same account.
C: EHLO ALICE  S: 250-mail.example the next line is the password of {*}
use: extensions
C: wrong  S: 535 5.7.8 Wrong name or password, attempts left: 4
C: PASS quit  S: 535 5.7.8 Wrong name or password, attempts left: 3
C: PASS QUIT  S: 235 2.7.0 Signed in as alice
# After sign-in an unknown verb is an error again.
C: QUITE  S: 500 5.5.1 Unknown command, HELP lists the commands
use: quit
# An empty line is no password, neither for a new account nor for one without a password.
use: smtpd-greets; newcomer nobody
C:   S: 501 5.5.4 Syntax: PASS password
L:   S: 501 5.5.4 Syntax: PASS password
C: HELO without  S: 250 mail.example account without created, without a password
C: EHLO without  S: 250-mail.example the next line becomes the password of without
use: extensions
C:   S: 501 5.5.4 Syntax: PASS password
use: quit
rows: SELECT name, password FROM account WHERE name <> 'alice'
| postmaster | !
| without | NULL
sql: DELETE FROM account WHERE name = 'without'
# Nothing is created before the password.
use: smtpd-greets; newcomer bob; quit
rows: SELECT name FROM account ORDER BY id
| postmaster
| alice
# Spaces belong to the password.
use: smtpd-greets; newcomer carol
R:  two  words \r\n  S: 235 2.7.0 Account created, signed in as carol
use: quit; pop3; username carol
R: PASS  two  words \r\n  S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit
# PASS without an invitation.
use: smtpd-greets
C: PASS secret  S: 503 5.5.1 PASS is out of sequence, expected HELO or EHLO
use: quit
# A command instead of a password, too early.
use: smtpd-greets; newcomer dave
C: RCPT TO:<carol>  S: 503 5.5.1 RCPT is out of sequence, expected the password or MAIL
use: quit
