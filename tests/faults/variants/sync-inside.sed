# common/store/sqlite/transaction.c: the log is synced before the writer lock is released. Fails if the
# functions that end a transaction and sync it are not as they used to be.

/^transaction_finish_without_sync(/,/^}/ {
	s/^\(\t*\)transaction_unlock(.*/\1if (status == STORE_OK)\n\1\tstatus = wal_sync(database);\n&/
	t altered
}
/^transaction_sync(/,/^}/ {
	s/wal_sync(database)/STORE_OK/
	t altered
}
b end
: altered
x
s/$/1/
x
: end
$ {
	x
	/^11$/! q 1
	x
}
