# A piece of a message is missing: RETR reports it, and the other messages can be read.
use: alice; mail; mail two
sql: DELETE FROM content WHERE id = 1 << 16
use: maildrop 2
C: RETR 1  S: -ERR {*}
C: TOP 1 0  S: -ERR {*}
use: header 2
S*: {any}
S: Subject: two
use: rest; pop3-quit
