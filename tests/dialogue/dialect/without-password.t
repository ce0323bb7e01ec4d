# An account without a password: HELO enters it, EHLO or POP3 sets its password.
use: smtpd-greets
C: HELO dave  S: 250 mail.example account dave created, without a password
C: MAIL FROM:@ME  S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO:dave  S: 250 2.1.5 Recipient <{*}> accepted
use: data; text to myself
C: HELO erin  S: 250 mail.example account erin created, without a password
C: HELO Dave  S: 250 mail.example welcome dave, this account has no password
C: EHLO dave  S: 250-mail.example the next line becomes the password of dave
use: extensions
C: davesecret  S: 235 2.7.0 Password set, signed in as dave
C: HELO dave  S: 530 5.7.0 dave has a password, sign in with EHLO
use: quit; pop3d-greets; login dave | davesecret; pop3-quit
use: pop3d-greets
C: USER erin  S: +OK {*}
C: PASS erinsecret  S: +OK Password set, 0 messages, 0 octets
use: pop3-quit; pop3; login erin | erinsecret | 0; pop3-quit
