# UTF8 before signing in only.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: UTF8
S: +OK UTF-8 it is
C: utf8
S: +OK UTF-8 it is
C: UTF8 x
S: -ERR UTF8 takes no argument
C: USER alice
S: +OK PASS and the password, please
C: UTF8
S: +OK UTF-8 it is
C: PASS secret
S: -ERR PASS is out of order, {*} may come now
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: UTF8
S: -ERR UTF8 is out of order, {*} may come now
C: QUIT
S: +OK mail.example closing the connection
# Messages are the same with it and without it.
deliver: sender@remote.example alice
| Subject: Grüße
|
| Viele Grüße
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S*: {any}
S: Subject: Grüße
S:
S: Viele Grüße
S: .
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: UTF8
S: +OK UTF-8 it is
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: RETR 1
S: +OK {d} octets
S*: {any}
S: Subject: Grüße
S:
S: Viele Grüße
S: .
C: QUIT
S: +OK mail.example closing the connection
