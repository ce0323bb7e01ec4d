# Only the first page is there.
use: alice; mail
rows: SELECT count(*) FROM message  | 1
truncate: mail.db 4096
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event={id} {any}
