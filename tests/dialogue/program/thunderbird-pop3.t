# Thunderbird sends CAPA, AUTH PLAIN without a response, then STAT, LIST and UIDL. If it leaves no mail on the
# server, it deletes fetched messages without fetching them again. It tries a mistyped password with three
# mechanisms: one attempt.
use: alice; mail; mail two; pop3
C: CAPA  S: +OK {*}
S*: {*}
use: end; mechanism-plain
C: AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 2 messages, {d} octets
C: STAT  S: +OK 2 {d}
C: LIST  S: +OK 2 messages, {d} octets
S: 1 {d}
S: 2 {d}
S: .
C: UIDL  S: +OK {*}
S: 1 {id}
S: 2 {id}
S: .
C: RETR 1  S: +OK {*}
S*: {!Subject}{any}
S: Subject: one
use: end; delete; delete 2; pop3-quit
rows: SELECT count(*) FROM message  | 0
use: pop3
C: CAPA  S: +OK {*}
S*: {*}
use: end; mechanism-plain
C: AGFsaWNlAHNjZXJldA==  S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: YWxpY2U=  S: + UGFzc3dvcmQ6
C: c2NlcmV0  S: -ERR [AUTH] Wrong name or password
use: username; wrong-password sceret; mechanism-plain
C: AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit
