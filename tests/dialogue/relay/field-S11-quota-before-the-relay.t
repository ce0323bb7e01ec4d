# A message that is refused here for lack of room is not handed on.
account: alice secret
sql: UPDATE account SET quota = 1000 WHERE name = 'alice'
program: relay
| #!/bin/sh
| cat >>"$0.mail"
use: smtp-as-alice -o relay={dir}/relay; envelope alice@mail.example; to friend@elsewhere.example; data
R: Subject: large\r\n\r\n\{100*0123456789}\r\n.\r\n  S: 452 4.2.2 A maildrop has no room for the message
use: quit
lines: relay.mail
rows: SELECT count(*) FROM message  | 0
