# Mail programs show replies to their users. Only a person at a terminal is told how many attempts are left: a
# program asks for the password again in a new session.
use: alice; smtp
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==  S: 535 5.7.8 Wrong name or password
C: AUTH LOGIN YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: d3Jvbmcy  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: 421 4.7.0 Too many wrong passwords, closing
use: pop3; username; wrong-password
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==  S: -ERR [AUTH] Wrong name or password
use: username; wrong-password; pop3-quit
use: smtpd-greets; invited
C: wrong  S: 535 5.7.8 Wrong name or password, attempts left: 4
use: quit; pop3d-greets; username
C: PASS wrong  S: -ERR [AUTH] Wrong name or password, attempts left: 4
use: pop3-quit
# Sizes as mail programs show them.
use: smtp
C: MAIL FROM:<x@remote.example> SIZE=31457280
S: 552 5.3.4 The message is too big, the limit is 25 MB (26214400 octets)
use: quit; smtp -o max_message_size=1536
C: MAIL FROM:<x@remote.example> SIZE=1537  S: 552 5.3.4 The message is too big, the limit is 1.5 KB (1536 octets)
use: envelope x@remote.example
R: BDAT 1537 LAST\r\n\{1537*x}  S: 552 5.3.4 The message is too big, the limit is 1.5 KB (1536 octets)
use: quit
# Foreign recipients: the text for a stranger, and for a signed-in user.
use: smtp; from x@remote.example; foreign; reset; signed-in; from alice@mail.example
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example>: this server does not send mail to other domains
use: quit
