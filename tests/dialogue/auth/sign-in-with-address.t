# Mail programs sign in with the whole address.
use: alice; smtp
# NUL alice@mail.example NUL secret
C: AUTH PLAIN AGFsaWNlQG1haWwuZXhhbXBsZQBzZWNyZXQ=  S: 235 2.7.0 Signed in as alice
use: quit; smtp
# NUL alice@elsewhere.example NUL secret
C: AUTH PLAIN AGFsaWNlQGVsc2V3aGVyZS5leGFtcGxlAHNlY3JldA==  S: 535 5.7.8 Wrong name or password
use: quit; pop3; login ALICE@localhost | secret | 0; pop3-quit
