# common/store/sqlite/database.c: what COMMIT wrote is not synced before the reply. Fails if there is no
# such sync.

/^database_finish(/,/^}/ {
	s/wal_sync(database)/(false ? wal_sync(database) : STORE_OK)/
	t altered
	b
	: altered
	x
	s/$/1/
	x
}
$ {
	x
	/^1$/! q 1
	x
}
