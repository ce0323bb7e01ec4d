# AUTH alone lists the mechanisms, as clients older than CAPA expect.
use: alice; pop3
C: AUTH  S: +OK Mechanisms for AUTH
S: PLAIN
S: LOGIN
S: .
R: auth \r\n  S: +OK Mechanisms for AUTH
S: PLAIN
S: LOGIN
use: end; login alice | secret | 0; pop3-quit
