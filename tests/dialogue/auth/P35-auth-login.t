use: alice; pop3
C: AUTH LOGIN  S: + VXNlcm5hbWU6
C: YWxpY2U=  S: + UGFzc3dvcmQ6
C: c2VjcmV0  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
# The name as an initial response.
use: pop3
C: auth login YWxpY2U=  S: + UGFzc3dvcmQ6
C: c2VjcmV0  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
