# What is not base64, to the last digit, is no response; it does not count as a wrong password.
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN !!!!
S: -ERR Not base64
C: AUTH PLAIN =AAA
S: -ERR Not base64
C: AUTH PLAIN AAA=BBB
S: -ERR Not base64
C: AUTH PLAIN AAAA=
S: -ERR Not base64
C: AUTH PLAIN ====
S: -ERR Not base64
C: AUTH PLAIN A===
S: -ERR Not base64
C: AUTH PLAIN AGFsaWNlAHNlY3JldA
S: -ERR Not base64
C: AUTH PLAIN AGFs aWNlAHNlY3JldA==
S: -ERR Not base64
C: AUTH PLAIN AGFsaWNlAHNlY3JldA== x
S: -ERR Not base64
R: AUTH PLAIN AGFs\taWNlAHNlY3JldA==\r\n
S: -ERR Not base64
C: AUTH PLAIN
S: +{s}
C: AGFs aWNlAHNlY3JldA==
S: -ERR Not base64
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U
S: -ERR Not base64
C: AUTH LOGIN YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2Vj=mV0
S: -ERR Not base64
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
