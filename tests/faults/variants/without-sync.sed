# What COMMIT has written is not synced before the reply. Fails when there is no such sync.

/^database_finish(/,/^}/ {
	s/sync_log(database)/(false ? sync_log(database) : STORE_OK)/
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
