# Every mistake in name or password gets the same code, and nothing else gets it.
use: alice; pop3; username; wrong-password; username nobody; wrong-password secret
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==  S: -ERR [AUTH] Wrong name or password
C: PASS secret  S: -ERR {![}{*}
C: AUTH X  S: -ERR {![}{*}
use: pop3-quit
