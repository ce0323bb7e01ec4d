# Thunderbird tries a mistyped password with each mechanism in one session. That is one attempt. The same
# password by the same mechanism counts again, and so it does for an unknown name.

fragment: sasl-login $name | $password | $reply
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: $name
S: + UGFzc3dvcmQ6
C: $password
S: $reply

fragment: pass $name | $password | $reply
use: username $name
C: PASS $password
S: $reply

use: alice; pop3d-greets
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: -ERR [AUTH] Wrong name or password, attempts left: 4
use: sasl-login YWxpY2U= | c2VjcnRl | -ERR [AUTH] Wrong name or password, attempts left: 4
use: pass ALICE | secrte | -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: -ERR [AUTH] Wrong name or password, attempts left: 3
use: sasl-login YWxpY2U= | c2VjcnRl | -ERR [AUTH] Wrong name or password, attempts left: 3
use: pass alice | secrte | -ERR [AUTH] Wrong name or password, attempts left: 3
use: pass alice | secrte | -ERR [AUTH] Wrong name or password, attempts left: 2
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: -ERR [AUTH] Wrong name or password, attempts left: 2
use: sasl-login YWxpY2U= | c2VjcnRl | -ERR [AUTH] Wrong name or password, attempts left: 2
C: AUTH PLAIN AGFsaWNlAG90aGVy  S: -ERR [AUTH] Wrong name or password, attempts left: 1
use: sasl-login YWxpY2U= | b3RoZXI= | -ERR [AUTH] Wrong name or password, attempts left: 1
use: pass alice@mail.example | other | -ERR [AUTH] Wrong name or password, attempts left: 1
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=  S: -ERR [AUTH] Wrong name or password
use: sasl-login bm9ib2R5 | c2VjcnRl | -ERR [AUTH] Wrong name or password
use: username NOBODY; wrong-password secrte
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=  S: -ERR [AUTH] Wrong name or password
use: sasl-login bm9ib2R5 | c2VjcnRl | -ERR [AUTH] Wrong name or password
use: username nobody; wrong-password secrte; username nobody; wrong-password secrte
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=  S: -ERR [AUTH] Wrong name or password
use: sasl-login bm9ib2R5 | c2VjcnRl | -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==  S: -ERR [AUTH] Wrong name or password
use: sasl-login bm9ib2R5 | b3RoZXI= | -ERR [AUTH] Wrong name or password
use: username nobody@mail.example; wrong-password other
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==  S: -ERR [AUTH] Too many wrong passwords, closing
# Each attempt is one line in the log.
use: pop3 -o log=warning
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==  S: -ERR [AUTH] Wrong name or password
use: sasl-login YWxpY2U= | c2VjcnRl | -ERR [AUTH] Wrong name or password
use: username; wrong-password secrte; pop3-quit
stderr: pillarbox-pop3d session={any} event=sign-in-refused account=alice peer=local
