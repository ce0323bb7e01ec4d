# A program that keeps trying an old password makes one mistake. The same password is hashed once in five
# seconds and else deferred at once. It delays no one, by any mechanism, and the same holds for an unknown
# name.

fragment: again
C: AUTH PLAIN AGFsaWNlAG9sZA==
S: 454 4.7.0 Too many sign-ins at a time, try again later

fragment: put-off
stderr: pillarbox-smtpd session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"

use: in-steps; alice; remote; pop3d-greets -o plaintext_auth=any -o log=warning
C: AUTH PLAIN AGFsaWNlAG9sZA==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAG9sZA==  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAG9sZA==  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: pop3-quit
stderr: pillarbox-pop3d session={any} event=sign-in-refused account=alice peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-repeated account=alice peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=alice peer=192.0.2.7 because="a mistake made before"
use: remote; pop3d-greets -o plaintext_auth=any -o log=warning; username ALICE
C: PASS old  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: pop3-quit
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=ALICE peer=192.0.2.7 because="a mistake made before"
use: remote; pop3d-greets -o plaintext_auth=any -o log=warning
C: AUTH PLAIN AG5vYm9keQBvbGQ=  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvbGQ=  S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AG5vYm9keQBvbGQ=  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: pop3-quit
stderr: pillarbox-pop3d session={any} event=sign-in-refused account=nobody peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-repeated account=nobody peer=192.0.2.7
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=nobody peer=192.0.2.7 because="a mistake made before"
use: remote; pop3d-greets -o plaintext_auth=any -o log=warning; username NOBODY
C: PASS old  S: -ERR [SYS/TEMP] Too many sign-ins at a time, try again later
use: pop3-quit
stderr: pillarbox-pop3d session={any} event=sign-in-deferred account=NOBODY peer=192.0.2.7 because="a mistake made before"
# Ten more of them, without a delay: two mistakes are two failures.
use: remote; smtpd-greets -o plaintext_auth=any -o log=warning; ehlo; again; again; again
use: again; again; again; again; again; again
use: again; signed-in; quit
use: put-off; put-off; put-off; put-off; put-off; put-off
use: put-off; put-off; put-off; put-off
# From another network it is a new mistake.
use: remote 192.0.2.8; pop3d-greets -o plaintext_auth=any
C: AUTH PLAIN AGFsaWNlAG9sZA==  S: -ERR [AUTH] Wrong name or password
use: pop3-quit
