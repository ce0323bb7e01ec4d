# The log is synced before the writer lock is let go. Fails when the two functions that end a
# transaction are not as they used to be.

/^database_finish_without_sync(/,/^}/ {
	s/^\(\t*\)lock_release(.*/\1if (status == STORE_OK)\n\1\tstatus = sync_log(database);\n&/
	t altered
}
/^database_finish(/,/^}/ {
	s/sync_log(database)/STORE_OK/
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
