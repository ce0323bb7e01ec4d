use: alice; pop3
C: AUTH PLAIN  S: +{s}
C: AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
C: STAT  S: +OK 0 0
use: pop3-quit
# With an initial response, in another letter case. Account names ignore case.
use: pop3
C: auth Plain AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
C: AUTH PLAIN AEFMSUNFAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
# alice acts for herself. Mail programs sign in with the whole address.
use: pop3
C: AUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
C: AUTH PLAIN AGFsaWNlQG1haWwuZXhhbXBsZQBzZWNyZXQ=  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
