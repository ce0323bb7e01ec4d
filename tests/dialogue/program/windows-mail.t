# Windows' mail programs send the machine's name, two blanks in AUTH or one after it, a blank after the colon
# of MAIL and RCPT.
use: alice; smtpd-greets -o interactive=none; ehlo DESKTOP-1
R: AUTH  PLAIN  AGFsaWNlAHNlY3JldA== \r\n  S: 235 2.7.0 Signed in as alice
C: MAIL FROM: <alice@mail.example>  S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO: <alice@mail.example>  S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA  S: 354 {*}
use: text from a desktop
use: quit; smtpd-greets -o interactive=none; ehlo DESKTOP-1
R: AUTH LOGIN \r\n  S: 334 VXNlcm5hbWU6
C: YWxpY2VAbWFpbC5leGFtcGxl  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
use: quit; pop3
R: AUTH  PLAIN  AGFsaWNlAHNlY3JldA== \r\n  S: +OK Signed in, 1 message, {d} octets
use: pop3-quit
