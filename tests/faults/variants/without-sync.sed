# common/store/sqlite/transaction.c: what COMMIT wrote is not synced before the reply. Fails if there is no
# such sync.

/^transaction_sync(/,/^}/ {
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
