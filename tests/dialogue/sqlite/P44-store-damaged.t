use: alice; mail
sql: PRAGMA wal_checkpoint(TRUNCATE)
truncate: mail.db 4096
use: pop3; username; pop3-store-broken
stderr: pillarbox-pop3d session={id} event=store-fault {any}
use: pop3; pop3-store-broken AUTH PLAIN AGFsaWNlAHNlY3JldA==
stderr: pillarbox-pop3d session={id} event=store-fault {any}
