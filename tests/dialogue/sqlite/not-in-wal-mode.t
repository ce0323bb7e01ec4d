# A copy made by VACUUM INTO is not in WAL mode. It is switched back before anything is stored.
account: alice secret
sql: PRAGMA journal_mode=DELETE
use: smtp; message
C: Subject: kept
C: .  S: 250 2.0.0 Stored as {any}
use: quit
rows: PRAGMA journal_mode  | wal
rows: SELECT subject FROM inbox  | kept
