account: alice secret
sql: PRAGMA user_version = 9999
use: smtp; from; store-broken
stderr: pillarbox-smtpd session={id} event={id} {any}newer{any}
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event={id} {any}newer{any}
