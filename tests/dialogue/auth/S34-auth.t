use: alice; smtp
C: AUTH PLAIN  S: 334{s}
C: AGFsaWNlAHNlY3JldA==  S: 235 2.7.0 Signed in as alice
use: quit; smtp
C: auth plain AGFsaWNlAHNlY3JldA==  S: 235 2.7.0 Signed in as alice
use: quit; smtp
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
C: YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
use: quit
# The name as an initial response, in another letter case.
use: smtp
C: Auth Login QUxJQ0U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
use: quit
