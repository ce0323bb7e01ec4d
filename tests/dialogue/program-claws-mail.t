# What Claws Mail sends: AUTH LOGIN even where PLAIN is offered, SIZE; USER and PASS without CAPA, and
# UIDL before LIST.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO desk
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example> SIZE=321
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 {*}
C: Subject: hello
C: 
C: text
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: STAT
S: +OK 1 {d}
C: UIDL
S: +OK {*}
S: 1 {id}
S: .
C: LIST
S: +OK {*}
S: 1 {d}
S: .
C: RETR 1
S: +OK {*}
S*: {!text}{any}
S: text
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
