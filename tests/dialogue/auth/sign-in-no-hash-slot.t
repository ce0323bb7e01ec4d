# All hash slots are taken for longer than a session waits. That is no mistake and is not counted. Sessions
# without a sign-in are not affected.
modes: whole
use: alice; locked hashing; smtp -o lock_timeout=1
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 454 4.7.0 Too many sign-ins at a time, try again later
use: delivery; quit
# A new account needs a hash too.
use: locked hashing; smtpd-greets -o lock_timeout=1; newcomer bob
C: secret  S: 454 4.7.0 Too many sign-ins at a time, try again later
use: quit; locked hashing; pop3d-greets -o lock_timeout=1
C: USER bob  S: +OK bob is a new name, PASS creates the account
C: PASS secret  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: pop3-quit
rows: SELECT count(*) FROM account WHERE name = 'bob'  | 0
use: locked hashing; pop3 -o lock_timeout=1 -o log=warning
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: username
C: PASS wrong  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: pop3-quit
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=local because="no hash slot came free"
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=local because="no hash slot came free"
