# A reply line has at most 512 octets, whatever the peer sent.
use: alice; pop3
R: USER \{248*\xe9}\r\n  S: {*}
use: login alice | secret | 0
R: RETR \{248*9}\r\n  S: -ERR {*}
R: \{253*x}\r\n  S: -ERR Unknown command, HELP lists the commands
use: pop3-quit
