# Claws Mail sends AUTH LOGIN even where PLAIN is offered, SIZE, USER and PASS without CAPA, and UIDL before
# LIST.
use: alice; smtpd-greets -o interactive=none; ehlo desk
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
C: YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example> SIZE=321  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to
C: DATA  S: 354 {*}
C: Subject: hello
C:
C: text
use: stored
use: quit; maildrop
C: STAT  S: +OK 1 {d}
C: UIDL  S: +OK {*}
S: 1 {id}
S: .
C: LIST  S: +OK {*}
S: 1 {d}
S: .
C: RETR 1  S: +OK {*}
S*: {!text}{any}
S: text
use: end; delete; pop3-quit
