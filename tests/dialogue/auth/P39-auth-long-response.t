# A response may be longer than a command: 412 octets for a password of 300, at most 12,288 with CRLF. A
# longer one is discarded and nothing in it is a command.
use: smtpd-greets; newcomer alice
R: PASS \{300*p}\r\n  S: 235 2.7.0 Account created, signed in as alice
use: quit; pop3; mechanism-plain
R: \{3071*QUFB}\r\n  S: -ERR A name and a password are required
use: mechanism-plain
R: \{3073*QUFB}\r\n  S: -ERR Line too long
use: mechanism-plain
R: \{5000*QUIT }\r\n  S: -ERR Line too long
# Longer than any password: wrong.
C: AUTH LOGIN YWxpY2U=  S: + UGFzc3dvcmQ6
R: \{2000*cHBw}\r\n  S: -ERR [AUTH] Wrong name or password
use: mechanism-plain
R: AGFsaWNlAHBw\{99*cHBw}cA==\r\n  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
