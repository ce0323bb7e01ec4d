# K-9 sends the envelope and DATA in one write; in POP3 one UIDL and TOP for each message.
use: alice; smtpd-greets -o interactive=none; ehlo [IPv6:2001:db8::7]; signed-in
R: MAIL FROM:<alice@mail.example> BODY=8BITMIME\r\nRCPT TO:<alice@mail.example>\r\nDATA\r\n
use: accepted alice@mail.example
S: 354 {*}
C: Subject: from a telephone
C:
C: text
use: stored; quit
use: pop3
C: CAPA  S: +OK {*}
S*: {*}
use: end; mechanism-plain
C: AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 1 message, {d} octets
C: STAT  S: +OK 1 {d}
C: UIDL 1  S: +OK 1 {id}
C: LIST 1  S: +OK 1 {d}
C: TOP 1 20  S: +OK {*}
S*: {!text}{any}
S: text
use: end; pop3-quit
