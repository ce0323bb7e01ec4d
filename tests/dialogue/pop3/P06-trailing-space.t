use: alice; mail; maildrop
R: LIST \r\n  S: +OK 1 message, {size=d} octets
S: 1 {=size}
S: .
R: LIST 1 \r\n  S: +OK 1 {=size}
R: STAT \r\n  S: +OK 1 {=size}
use: pop3-quit
