sql: CREATE TABLE photograph (id INTEGER PRIMARY KEY, title TEXT)
use: smtp; from; store-broken
stderr: pillarbox-smtpd session={id} event={id} {any}another program{any}
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event={id} {any}another program{any}
# It is unchanged.
rows: SELECT name FROM sqlite_schema  | photograph
