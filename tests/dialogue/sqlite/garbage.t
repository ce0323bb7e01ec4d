# Not a database.
file: mail.db
| This is not a database, and long enough that nobody can take it for an empty one.
use: smtp; from; store-broken
stderr: pillarbox-smtpd session={id} event={id} {any}
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event={id} {any}
