# Invalid base64, to the last digit, is no response and does not count as a wrong password.
use: alice; pop3
each: -ERR Not base64
| AUTH PLAIN !!!!
| AUTH PLAIN =AAA
| AUTH PLAIN AAA=BBB
| AUTH PLAIN AAAA=
| AUTH PLAIN ====
| AUTH PLAIN A===
| AUTH PLAIN AGFsaWNlAHNlY3JldA
| AUTH PLAIN AGFs aWNlAHNlY3JldA==
| AUTH PLAIN AGFsaWNlAHNlY3JldA== x
R: AUTH PLAIN AGFs\taWNlAHNlY3JldA==\r\n  S: -ERR Not base64
use: mechanism-plain
C: AGFs aWNlAHNlY3JldA==  S: -ERR Not base64
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: YWxpY2U  S: -ERR Not base64
C: AUTH LOGIN YWxpY2U=  S: + UGFzc3dvcmQ6
C: c2Vj=mV0  S: -ERR Not base64
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
