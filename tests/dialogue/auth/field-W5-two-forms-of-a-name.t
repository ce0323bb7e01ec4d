# PLAIN with two forms of one account's name, as the authentication and the authorization identity.
use: alice; smtp
# alice NUL alice@mail.example NUL secret
C: AUTH PLAIN YWxpY2UAYWxpY2VAbWFpbC5leGFtcGxlAHNlY3JldA==  S: 235 2.7.0 Signed in as alice
use: quit; smtp
# ALICE@mail.example NUL alice NUL secret
C: AUTH PLAIN QUxJQ0VAbWFpbC5leGFtcGxlAGFsaWNlAHNlY3JldA==  S: 235 2.7.0 Signed in as alice
use: quit; smtp
# alice@mail.example NUL Alice@LOCALHOST NUL secret
C: AUTH PLAIN YWxpY2VAbWFpbC5leGFtcGxlAEFsaWNlQExPQ0FMSE9TVABzZWNyZXQ=  S: 235 2.7.0 Signed in as alice
use: quit; pop3
# alice NUL alice@mail.example NUL secret
C: AUTH PLAIN YWxpY2UAYWxpY2VAbWFpbC5leGFtcGxlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
# ALICE@mail.example NUL alice NUL secret
C: AUTH PLAIN QUxJQ0VAbWFpbC5leGFtcGxlAGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
# alice@mail.example NUL Alice@LOCALHOST NUL secret
C: AUTH PLAIN YWxpY2VAbWFpbC5leGFtcGxlAEFsaWNlQExPQ0FMSE9TVABzZWNyZXQ=
S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
