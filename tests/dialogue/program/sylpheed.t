# Sylpheed sends no SIZE, so a message that is too big is sent whole; and no CAPA.
use: alice; smtpd-greets -o interactive=none -o max_message_size=1024; ehlo desk; signed-in
use: envelope alice@mail.example
C: DATA  S: 354 {*}
R: Subject: too big\r\n\r\n\{40*a line of a text that is too long\r\n}.\r\n  S: 552 5.3.4 {*}
use: quit; pop3; username
C: PASS secret  S: +OK Signed in, 0 messages, 0 octets
C: STAT  S: +OK 0 0
use: pop3-quit
