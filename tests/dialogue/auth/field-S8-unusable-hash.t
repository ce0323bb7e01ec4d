# An operator's mistake left a hash that matches no password. The peer sees a wrong password, which counts.
# The log names the account. Both programs, each way to sign in.
modes: whole
use: alice; bob
sql: UPDATE account SET password = '$9$broken' WHERE name = 'alice'
use: smtp
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 535 5.7.8 Wrong name or password
C: AUTH LOGIN QUxJQ0U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0cw==  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGJvYgBzZWNyZXQ=  S: 235 2.7.0 Signed in as bob
use: quit
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
use: pop3
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: -ERR [AUTH] Wrong name or password
use: username; wrong-password secrets; pop3-quit
stderr: pillarbox-pop3d session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
stderr: pillarbox-pop3d session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
# An empty hash, and a truncated one.
sql: UPDATE account SET password = '' WHERE name = 'alice'
sql: UPDATE account SET password = substr(password, 1, 30) WHERE name = 'bob'
use: smtpd-greets; invited
C: secret  S: 535 5.7.8 Wrong name or password, attempts left: 4
C: AUTH PLAIN AGJvYgBzZWNyZXQ=  S: 535 5.7.8 Wrong name or password, attempts left: 3
use: quit
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of alice cannot be used; give the account a new password"
stderr: pillarbox-smtpd session={any} event=store-fault trying="sign in" problem="the password hash of bob cannot be used; give the account a new password"
