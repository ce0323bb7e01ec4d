# If standard error is the peer's socket, or closed, no log line gets there.
use: alice; inet
stderr-to: socket
use: smtp-as-alice -o log=info; quit
on: unix
stderr-to: socket
use: maildrop 0 | -o log=info; pop3-quit
stderr-to: closed
use: smtp-as-alice -o log=info
C: MAIL FROM:@ME  S: 250 2.1.0 Sender <{*}> accepted
use: to; data; text; quit
stderr-to: closed
use: maildrop 1 | -o log=info; delete; pop3-quit
rows: SELECT count(*) FROM message  | 0
