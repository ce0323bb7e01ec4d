use: alice; mail copy; mail copy; maildrop 2
C: UIDL  S: +OK Unique-ids follow
S: 1 {first=id}
S: 2 {!=first}{second=id}
S: .
C: UIDL 1  S: +OK 1 {=first}
C: UIDL 2  S: +OK 2 {=second}
use: delete 2; pop3-quit
rows: SELECT count(*) FROM delivery  | 1
# A new message does not get the id of a deleted one, even if that was the last.
use: mail copy; maildrop 2
C: UIDL  S: +OK Unique-ids follow
S: 1 {=first}
S: 2 {!=first}{!=second}{id}
use: end; pop3-quit
