use: alice; smtp
C: AUTH PLAIN  S: 334{s}
C: *  S: 501 5.7.0 Sign-in cancelled
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
C: *  S: 501 5.7.0 Sign-in cancelled
C: AUTH LOGIN YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: *  S: 501 5.7.0 Sign-in cancelled
each: 501 5.5.2 Not base64
| AUTH PLAIN !!!!
| AUTH PLAIN =AAA
| AUTH PLAIN AAA=BBB
| AUTH PLAIN AGFsaWNlAHNlY3JldA
| AUTH PLAIN AGFs aWNlAHNlY3JldA==
C: AUTH PLAIN  S: 334{s}
C: AGFs aWNlAHNlY3JldA==  S: 501 5.5.2 Not base64
C: AUTH PLAIN  S: 334{s}
R: AGFs\taWNlAHNlY3JldA==\r\n  S: 501 5.5.2 Not base64
C: AUTH PLAIN AGFsaWNlAHNlY3JldA== x  S: 501 5.5.2 Not base64
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
C: YWxpY2U  S: 501 5.5.2 Not base64
# An empty response is valid base64, but has no name and password.
C: AUTH PLAIN =  S: 501 5.5.2 A name and a password are required
C: AUTH PLAIN  S: 334{s}
C:   S: 501 5.5.2 A name and a password are required
C: AUTH PLAIN YWxpY2U=  S: 501 5.5.2 A name and a password are required
C: AUTH  S: 501 5.5.4 Syntax: {*}
# None of this counted as a wrong password.
use: signed-in; quit
