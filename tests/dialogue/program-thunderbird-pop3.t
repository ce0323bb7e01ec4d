# What Thunderbird sends: CAPA, AUTH PLAIN without its response, then STAT, LIST and UIDL; where it
# leaves nothing on the server it deletes what it has fetched before without fetching it again. A
# mistyped password comes by three mechanisms, and is one attempt.
account: alice secret
deliver: sender@remote.example alice
| Subject: one
deliver: sender@remote.example alice
| Subject: two
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK {*}
S*: {*}
S: .
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 2 messages, {d} octets
C: STAT
S: +OK 2 {d}
C: LIST
S: +OK 2 messages of {d} octets in all
S: 1 {d}
S: 2 {d}
S: .
C: UIDL
S: +OK {*}
S: 1 {id}
S: 2 {id}
S: .
C: RETR 1
S: +OK {*}
S*: {!Subject}{any}
S: Subject: one
S: .
C: DELE 1
S: +OK Message 1 goes with QUIT
C: DELE 2
S: +OK Message 2 goes with QUIT
C: QUIT
S: +OK mail.example closing the connection
rows: SELECT count(*) FROM message
| 0
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK {*}
S*: {*}
S: .
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHNjZXJldA==
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2NlcmV0
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS sceret
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN
S: +{s}
C: AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
