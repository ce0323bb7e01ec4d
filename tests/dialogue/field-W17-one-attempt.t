# A mail program tries a mistyped password in each way that it knows, in one session: that is one attempt.
# The same words in the same way count, and a name that nobody has is no different. The peer is one who is
# told the count.
account: alice secret
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AEFMSUNFQG1haWwuZXhhbXBsZQBzZWNydGU=
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: 535 5.7.8 Wrong name or password, attempts left: 2
C: RSET
S: 250 2.0.0 OK
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 2
C: AUTH PLAIN AGFsaWNlAG90aGVy
S: 535 5.7.8 Wrong name or password, attempts left: 1
C: AUTH LOGIN YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: b3RoZXI=
S: 535 5.7.8 Wrong name or password, attempts left: 1
C: AUTH PLAIN AGFsaWNlAG90aGVy
S: 421 4.7.0 Too many wrong passwords, closing
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH LOGIN bm9ib2R5
S: 334 UGFzc3dvcmQ6
C: c2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH LOGIN bm9ib2R5
S: 334 UGFzc3dvcmQ6
C: c2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AE5PQk9EWUBtYWlsLmV4YW1wbGUAc2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: AUTH PLAIN AG5vYm9keQBzZWNydGU=
S: 535 5.7.8 Wrong name or password, attempts left: 2
C: RSET
S: 250 2.0.0 OK
C: AUTH LOGIN bm9ib2R5
S: 334 UGFzc3dvcmQ6
C: c2VjcnRl
S: 535 5.7.8 Wrong name or password, attempts left: 2
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==
S: 535 5.7.8 Wrong name or password, attempts left: 1
C: AUTH LOGIN bm9ib2R5
S: 334 UGFzc3dvcmQ6
C: b3RoZXI=
S: 535 5.7.8 Wrong name or password, attempts left: 1
C: AUTH PLAIN AG5vYm9keQBvdGhlcg==
S: 421 4.7.0 Too many wrong passwords, closing
# The terminal dialect's password is a way too.
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
C: secrte
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH PLAIN AGFsaWNlAHNlY3J0ZQ==
S: 535 5.7.8 Wrong name or password, attempts left: 4
C: EHLO alice
S: 250-mail.example the next line is the password of alice
S*: 250-{*}
S: 250 {*}
C: PASS secrte
S: 535 5.7.8 Wrong name or password, attempts left: 3
C: QUIT
S: 221 2.0.0 mail.example closing the connection
