# Thunderbird tries a mistyped password in each way that it knows, in one session: that is one attempt.
# The same words in the same way count, as they ever did, and a name that nobody has is no different.
account: alice secret
run: pop3d
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: USER ALICE
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password, attempts left: 4
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: USER alice
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password, attempts left: 3
C: USER alice
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password, attempts left: 2
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: -ERR [AUTH] Wrong name or password, attempts left: 2
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password, attempts left: 2
C: AUTH PLAIN AGFsaWNlAG90aGVy
S: -ERR [AUTH] Wrong name or password, attempts left: 1
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: b3RoZXI=
S: -ERR [AUTH] Wrong name or password, attempts left: 1
C: USER alice@mail.example
S: +OK PASS and the password, please
C: PASS other
S: -ERR [AUTH] Wrong name or password, attempts left: 1
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: bm9ib2R5
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password
C: USER NOBODY
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: bm9ib2R5
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password
C: USER nobody
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password
C: USER nobody
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: bm9ib2R5
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: bm9ib2R5
S: + UGFzc3dvcmQ6
C: b3RoZXI=
S: -ERR [AUTH] Wrong name or password
C: USER nobody@mail.example
S: +OK PASS and the password, please
C: PASS other
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==
S: -ERR [AUTH] Too many wrong passwords, closing
# One line of the log for each attempt.
run: pop3d -o interactive=none -o log=warning
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: -ERR [AUTH] Wrong name or password
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: YWxpY2U=
S: + UGFzc3dvcmQ6
C: c2VjcnRl
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS secrte
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=sign-in-refused account=alice peer=local
