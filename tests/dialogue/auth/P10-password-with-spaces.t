use: pop3d-greets
C: USER alice  S: +OK alice is a new name, PASS creates the account
R: PASS two  words \r\n  S: +OK Account alice created, no messages yet
use: pop3-quit; pop3; username; wrong-password two  words; username
R: PASS two words \r\n  S: -ERR [AUTH] Wrong name or password
use: username
R: PASS  two  words \r\n  S: -ERR [AUTH] Wrong name or password
use: username
R: PASS two  words \r\n  S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit
