# A blank after the mechanism is no initial response. Blanks and tabs after a response are not part of it.
# Windows' mail program sends such lines.
use: alice; smtp
R: AUTH LOGIN \r\n  S: 334 VXNlcm5hbWU6
C: YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH LOGIN\t \r\n  S: 334 VXNlcm5hbWU6
R: YWxpY2U= \r\n  S: 334 UGFzc3dvcmQ6
R: c2VjcmV0 \t\r\n  S: 235 2.7.0 Signed in as alice
use: quit; smtp
R: AUTH PLAIN \r\n  S: 334{s}
R: * \r\n  S: 501 5.7.0 Sign-in cancelled
R: AUTH PLAIN\r\n  S: 334{s}
R: AGFsaWNlAHNlY3JldA==\t\r\n  S: 235 2.7.0 Signed in as alice
use: quit; pop3
R: AUTH LOGIN \r\n  S: + VXNlcm5hbWU6
R: YWxpY2U= \r\n  S: + UGFzc3dvcmQ6
R: c2VjcmV0 \t\r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit; pop3
R: AUTH PLAIN \r\n  S: +{s}
R: * \r\n  S: -ERR Sign-in cancelled
R: AUTH PLAIN\t\r\n  S: +{s}
R: AGFsaWNlAHNlY3JldA== \r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
