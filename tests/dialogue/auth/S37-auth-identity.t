use: alice; bob; smtp
# bob NUL alice NUL secret
C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==  S: 535 5.7.8 Wrong name or password
# CR in the name; LF in the password; NUL in the password.
C: AUTH PLAIN AGFsaQ1jZQBzZWNyZXQ=  S: 501 5.5.2 A name and a password are required
C: AUTH PLAIN AGFsaWNlAHNlYwpyZXQ=  S: 501 5.5.2 A name and a password are required
C: AUTH PLAIN AGFsaWNlAHNlYwByZXQ=  S: 501 5.5.2 A name and a password are required
# LOGIN with a NUL in the name, and in the password.
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
C: YWxpAGNl  S: 501 5.5.2 A name and a password are required
C: AUTH LOGIN YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjAHJldA==  S: 501 5.5.2 A name and a password are required
# alice NUL alice NUL secret
C: AUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0  S: 235 2.7.0 Signed in as alice
use: quit
# alice@elsewhere.example does not exist here and is not alice. Nor is bob@mail.example.
use: smtp
C: AUTH PLAIN YWxpY2VAZWxzZXdoZXJlLmV4YW1wbGUAYWxpY2UAc2VjcmV0  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN Ym9iQG1haWwuZXhhbXBsZQBhbGljZQBzZWNyZXQ=  S: 535 5.7.8 Wrong name or password
use: quit
