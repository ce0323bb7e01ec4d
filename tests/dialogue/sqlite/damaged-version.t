# A negative number is not an old version.
account: alice secret
sql: PRAGMA user_version=-16777214
use: smtp; from; store-broken
stderr: pillarbox-smtpd session={id} event={id} {any}version of the database is damaged{any}
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event={id} {any}version of the database is damaged{any}
