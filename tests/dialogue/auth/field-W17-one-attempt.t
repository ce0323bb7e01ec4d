# A mail program tries a mistyped password with each mechanism in one session. That is one attempt. The same
# by the same mechanism counts, also for an unknown name. This peer is told the count.

fragment: auth-login $name | $password | $reply
C: AUTH LOGIN $name
S: 334 UGFzc3dvcmQ6
C: $password
S: $reply

use: alice; smtpd-greets; ehlo
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: 535 5.7.8 Wrong name or password, attempts left: 4
use: auth-login YWxpY2U= | c2VjcnRl | 535 5.7.8 Wrong name or password, attempts left: 4
use: auth-login YWxpY2U= | c2VjcnRl | 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AEFMSUNFQG1haWwuZXhhbXBsZQBzZWNydGU=  S: 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: 535 5.7.8 Wrong name or password, attempts left: 2
use: reset
use: auth-login YWxpY2U= | c2VjcnRl | 535 5.7.8 Wrong name or password, attempts left: 2
C: AUTH PLAIN AGFsaWNlAG90aGVy  S: 535 5.7.8 Wrong name or password, attempts left: 1
use: auth-login YWxpY2U= | b3RoZXI= | 535 5.7.8 Wrong name or password, attempts left: 1
C: AUTH PLAIN AGFsaWNlAG90aGVy  S: 421 4.7.0 Too many wrong passwords, closing
use: smtpd-greets; ehlo
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=  S: 535 5.7.8 Wrong name or password, attempts left: 4
use: auth-login bm9ib2R5 | c2VjcnRl | 535 5.7.8 Wrong name or password, attempts left: 4
use: auth-login bm9ib2R5 | c2VjcnRl | 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AE5PQk9EWUBtYWlsLmV4YW1wbGUAc2VjcnRl  S: 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=  S: 535 5.7.8 Wrong name or password, attempts left: 2
use: reset
use: auth-login bm9ib2R5 | c2VjcnRl | 535 5.7.8 Wrong name or password, attempts left: 2
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==  S: 535 5.7.8 Wrong name or password, attempts left: 1
use: auth-login bm9ib2R5 | b3RoZXI= | 535 5.7.8 Wrong name or password, attempts left: 1
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==  S: 421 4.7.0 Too many wrong passwords, closing
# The terminal dialect's password is a mechanism too.
use: smtpd-greets; invited
C: secrte  S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: 535 5.7.8 Wrong name or password, attempts left: 4
use: invited
C: PASS secrte  S: 535 5.7.8 Wrong name or password, attempts left: 3
use: quit
