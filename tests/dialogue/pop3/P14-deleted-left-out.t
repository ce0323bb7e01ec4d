use: alice; mail; mail number two; mail and number three; maildrop 3
C: UIDL  S: +OK Unique-ids follow
S: 1 {uid1=id}
S: 2 {uid2=id}
S: 3 {uid3=id}
S: .
C: LIST  S: +OK 3 messages, {d} octets
S: 1 {size1=d}
S: 2 {size2=d}
S: 3 {size3=d}
use: end; delete 2
C: STAT  S: +OK 2 {d}
C: LIST  S: +OK 2 messages, {d} octets
S: 1 {=size1}
S: 3 {=size3}
S: .
C: UIDL  S: +OK Unique-ids follow
S: 1 {=uid1}
S: 3 {=uid3}
S: .
C: LIST 3  S: +OK 3 {=size3}
C: UIDL 3  S: +OK 3 {=uid3}
use: pop3-quit; maildrop 2
C: UIDL  S: +OK Unique-ids follow
S: 1 {=uid1}
S: 2 {=uid3}
use: end; pop3-quit
