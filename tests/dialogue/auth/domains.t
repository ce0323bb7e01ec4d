# The whole address signs in to the account of that name, or else to the account of the bare name.
account: ann of-mail
account: other of-local
account: bob secret
sql: UPDATE account SET name = 'ann@mail.example' WHERE name = 'ann'
sql: UPDATE account SET name = 'ann@localhost' WHERE name = 'other'
use: smtp
# NUL ann NUL of-mail
C: AUTH PLAIN AGFubgBvZi1tYWls  S: 535 5.7.8 Wrong name or password
# NUL ann@mail.example NUL of-mail
C: AUTH PLAIN AGFubkBtYWlsLmV4YW1wbGUAb2YtbWFpbA==  S: 235 2.7.0 Signed in as ann@mail.example
use: quit; smtp
# NUL ann@localhost NUL of-local
C: AUTH PLAIN AGFubkBsb2NhbGhvc3QAb2YtbG9jYWw=  S: 235 2.7.0 Signed in as ann@localhost
use: quit; smtp
# NUL bob@mail.example NUL secret
C: AUTH PLAIN AGJvYkBtYWlsLmV4YW1wbGUAc2VjcmV0  S: 235 2.7.0 Signed in as bob
use: quit
use: pop3; username ann@mail.example; wrong-password of-local; login ANN@LOCALHOST | of-local | 0; pop3-quit
# The bare name is ambiguous. It looks like a wrong password, and the log tells the reason.
use: pop3 -o log=warning; username ann; wrong-password of-mail; pop3-quit
stderr: pillarbox-pop3d session={s=id} event=sign-in-ambiguous account=ann because="accounts of several domains have this name: sign in with the whole address"
stderr: pillarbox-pop3d session={=s} event=sign-in-refused account=ann peer=local
# While it belongs to one account only, or is an account's own, it signs in.
sql: UPDATE account SET name = 'anna@localhost' WHERE name = 'ann@localhost'
use: pop3; login ann | of-mail | 0; pop3-quit; pop3; username ann@localhost; wrong-password of-mail; pop3-quit
sql: UPDATE account SET name = 'ann' WHERE name = 'anna@localhost'
use: pop3; username ann; wrong-password of-mail; login ann | of-local | 0; pop3-quit
use: pop3; login ann@localhost | of-local | 0; pop3-quit; pop3; login ann@mail.example | of-mail | 0; pop3-quit
