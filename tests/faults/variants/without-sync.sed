# What COMMIT has written is not synced before the reply. Fails when there is no such sync.

/^finish(/,/^}/ {
	s/sync_log(store)/(false ? sync_log(store) : STORE_OK)/
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
