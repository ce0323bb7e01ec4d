# common/store/sqlite/schema.c: the last migration leaves a row that refers to rows which are not there.
# Fails if there is no such migration.

/^#include "common.store.sqlite.schema-5.sql.inc"/ {
	s/$/\n\t"INSERT INTO delivery VALUES (98, 99, 1, 0);\\n"/
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
