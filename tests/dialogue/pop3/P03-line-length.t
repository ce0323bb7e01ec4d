# The limit is 255 octets with CRLF.
use: alice; pop3
R: USER \{248*x}\r\n  S: +OK Send PASS and the password
R: USER \{249*x}\r\n  S: -ERR Line too long
R: USER \{4000*x} QUIT\r\n  S: -ERR Line too long
R: \{5000*QUIT }\r\n  S: -ERR Line too long
use: login alice | secret | 0
R: LIST \{5000*1}\r\n  S: -ERR Line too long
C: NOOP  S: +OK Still here
use: pop3-quit
