# Any number of blanks and tabs between and after the words of AUTH.
use: alice; smtp
R: AUTH PLAIN  AGFsaWNlAHNlY3JldA==\r\n  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH  PLAIN AGFsaWNlAHNlY3JldA==\r\n  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH\tPLAIN\t \tAGFsaWNlAHNlY3JldA==\r\n  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH PLAIN AGFsaWNlAHNlY3JldA== \r\n  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH \tplain AGFsaWNlAHNlY3JldA==\t \r\n  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH LOGIN  YWxpY2U= \r\n  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
use: quit; pop3
R: AUTH PLAIN  AGFsaWNlAHNlY3JldA==\r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH  PLAIN AGFsaWNlAHNlY3JldA==\r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH\tPLAIN\t \tAGFsaWNlAHNlY3JldA==\r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH PLAIN AGFsaWNlAHNlY3JldA== \r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH \tplain AGFsaWNlAHNlY3JldA==\t \r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH LOGIN  YWxpY2U= \r\n  S: + UGFzc3dvcmQ6
C: c2VjcmV0  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH  \t\r\n  S: +OK Mechanisms for AUTH
S: PLAIN
S: LOGIN
use: end; pop3-quit
