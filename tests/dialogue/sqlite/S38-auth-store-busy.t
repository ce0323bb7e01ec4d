# Another process holds the writer lock while the database must be upgraded. That is no wrong password, does
# not count, and the session goes on.
schema: 1
use: locked; smtp -o lock_timeout=1 -o log=warning
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 454 4.7.0 Sign-in is not available, try again later
C: AUTH LOGIN YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 454 4.7.0 Sign-in is not available, try again later
use: noop; quit
stderr: pillarbox-smtpd session={any} event=store-fault trying=open problem="{any}another process has had the writer lock for too long"
stderr: pillarbox-smtpd session={any} event=store-fault trying=open problem="{any}another process has had the writer lock for too long"
use: smtp
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: 535 5.7.8 Wrong name or password
use: quit
