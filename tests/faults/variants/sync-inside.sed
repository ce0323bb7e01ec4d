# The log is synced before the writer lock is let go. Fails when finish() is not as it used to be.

/^finish(/,/^}/ {
	/lock_release(/! s/sync_log(store)/STORE_OK/
	s/^\(\t*\)lock_release(.*/\1if (status == STORE_OK)\n\1\tstatus = sync_log(store);\n&/
	t altered
	b
	: altered
	x
	s/$/1/
	x
}
$ {
	x
	/^11$/! q 1
	x
}
