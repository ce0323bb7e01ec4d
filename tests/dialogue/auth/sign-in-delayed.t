# Five wrong passwords from one network are free, for any accounts. Each is a different one: see
# field-L1-repeats.
use: in-steps; alice; bob; remote; pop3d-greets -o plaintext_auth=any
C: AUTH PLAIN AGFsaWNlAHdyb25nMQ==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGJvYgB3cm9uZw==  S: -ERR [AUTH] Wrong name or password
use: username nobody; wrong-password; username; wrong-password wrongs; pop3-quit
use: remote; smtpd-greets -o plaintext_auth=any; ehlo
C: AUTH PLAIN AGFsaWNlAHdyb25nMg==  S: 535 5.7.8 Wrong name or password
# The next attempt is delayed, also with the right password.
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
wait: 0.7
S: 235 2.7.0 Signed in as alice
use: quit
# That cleared alice's mistakes only. Two of the five failures are left, so three more are free.
use: remote; pop3d-greets -o plaintext_auth=any
C: AUTH PLAIN AGFsaWNlAHdyb25nMw==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNA==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNQ==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNg==
wait: 0.7
S: -ERR [AUTH] Wrong name or password
# Twice as long.
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
wait: 1.7
S: +OK Signed in, 0 messages, 0 octets
use: pop3-quit
# A peer on a pipe has no address and does not wait.
use: pop3
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: +OK Signed in, 0 messages, {d} octets
use: pop3-quit
