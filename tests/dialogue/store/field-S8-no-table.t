# The table of accounts is missing: both programs answer alike at each way to sign in, and the log says what
# is wrong.
account: alice secret
sql: ALTER TABLE account RENAME TO gone
use: smtp
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 454 4.7.0 Sign-in is not available, try again later
S: 421 4.3.5 The mail store needs the operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying="sign in" problem="{any}account{any}"
use: pop3; pop3-store-broken AUTH PLAIN AGFsaWNlAHNlY3JldA==
stderr: pillarbox-pop3d session={id} event=store-fault trying="sign in" problem="{any}account{any}"
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event=store-fault trying="sign in" problem="{any}account{any}"
use: smtpd-greets; store-broken HELO alice
stderr: pillarbox-smtpd session={id} event=store-fault trying="sign in" problem="{any}account{any}"
use: smtpd-greets; store-broken EHLO alice
stderr: pillarbox-smtpd session={id} event=store-fault trying="find account" problem="{any}account{any}"
