# AUTH after sign-in is out of order, with or without an argument (RFC 4954 section 4). Before it, AUTH alone
# is a syntax error.
use: alice; smtp
C: AUTH  S: 501 5.5.4 Syntax: AUTH mechanism [response]
R: AUTH \t\r\n  S: 501 5.5.4 Syntax: AUTH mechanism [response]
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 235 2.7.0 Signed in as alice
C: AUTH  S: 503 5.5.1 Already signed in
R: AUTH \r\n  S: 503 5.5.1 Already signed in
C: AUTH X  S: 503 5.5.1 Already signed in
use: reset
C: AUTH  S: 503 5.5.1 Already signed in
use: quit; pop3
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
C: AUTH  S: -ERR AUTH is out of sequence, expected {*}
use: pop3-quit
