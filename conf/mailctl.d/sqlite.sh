# SQLite: a file, and sqlite3. engines.sh tells what the functions are for.
# shellcheck shell=sh disable=SC2154,SC2034

sqlite_dialect() {
	now='unixepoch()'
	begin='BEGIN IMMEDIATE;'
	copy_suffix=db
}

# Sets database= and directory= to absolute paths without links: the other files of a database are
# beside the file, not beside a link to it.
sqlite_reach() {
	use "$(readlink -m "$database")"
	[ ! -L "$database" ] || die "$database is a link to itself. Name another database."
	directory=${database%/*}
	directory=${directory:-/}
}

# What pillarbox-schema(5) asks of everyone who changes something. sqlite3 would print it all.
sqlite_prelude='PRAGMA wal_autocheckpoint = 0;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = FAST;
PRAGMA temp_store = MEMORY;'

sqlite_sql() {
	case ${1-} in
	csv) set -- -csv -header ;;
	json) set -- -json ;;
	table) set -- -column -header -nullvalue - ;;
	lines) set -- -line -nullvalue - ;;
	esac
	as_owner sqlite3 -batch -bail -init /dev/null "$@" -cmd '.timeout 30000' \
		-cmd '.output /dev/null' -cmd "$sqlite_prelude" -cmd .output "$database"
}

sqlite_sql_problem() {
	problem=$(sed -n 's/^[A-Z][a-z]* error near line [0-9]*: //p; s/^Error: //p' \
		"$work/sql-errors" | head -n 1)
	case $problem in
	*locked*) advice="Another program has been writing for 30 seconds. Try again." ;;
	*full*) advice="Make room on the disk." ;;
	*readonly* | *unable*) advice="User $(user_of "$database") must be able to write there." ;;
	esac
}

sqlite_date() {
	date=${2:+%Y-%m-%dT%H:%M:%SZ}
	echo "strftime('${date:-%Y-%m-%d %H:%M}', $1, 'unixepoch')"
}

sqlite_joined() {
	echo "group_concat($1, '$2')"
}

sqlite_serve() {
	program=$1
	shift
	as_owner "$program" -c /dev/null -d "$database" "$@"
}

# The owner of the database, or of its directory.
sqlite_owner() {
	reach "$directory"
	owned=$database
	[ -e "$owned" ] || owned=$directory
	if [ "$(id -u)" = 0 ]; then
		owner=$(stat -Lc %u:%g "$owned")
		owner=${owner##0:*}
	elif ! [ -r "$owned" ] || ! [ -w "$owned" ] || ! [ -w "$directory" ]; then
		refuse_user "$owned" "change it"
	fi
}

sqlite_exists() {
	[ -s "$database" ]
}

# check_marks NAME: the database must be one of pillarbox, and not too new. Sets version= and newest=.
# The number of pillarbox-schema(5) spells "pbox".
check_marks() {
	marks=$(value 'SELECT application_id, user_version FROM pragma_application_id, pragma_user_version;')
	version=${marks#*|}
	[ "${marks%|*}" = 1885499256 ] || die "$1 is not a database of pillarbox. Name another one."
	check_version SQLite "$1"
}

sqlite_need() {
	[ -e "$database" ] || die "There is no database $database. \
\"mailctl add\" creates it, and -d or -c names another one."
	[ -s "$database" ] || die "There is no database in $database, which is empty. \
\"mailctl restore\" fills it from a copy, and \"mailctl add\" creates a new one."
	check_marks "$database"
	[ "$version" = "$newest" ] || die "$database has version $version of the schema, and this mailctl \
is for version $newest. Make a copy, then start smtpd or pop3d once to upgrade it."
}

# --- check ---

sqlite_integrity() {
	value 'PRAGMA integrity_check(5);'
}

sqlite_sizes() {
	value "SELECT printf('%d octets, %d of them free, %d of mail; log ', page_count * page_size,
		freelist_count * page_size, (SELECT total(octets) FROM message WHERE id > 0))
		FROM pragma_page_count, pragma_page_size, pragma_freelist_count;" | tr -d '\n'
	stat -Lc %s "$database-wal" 2>/dev/null || echo 0
}

sqlite_own_files() {
	own_files=$database
	first_file=$database
}

# --- copies ---

# In one transaction, which sees the database as it is now: else the copy would start again whenever
# somebody writes.
sqlite_copy_out() {
	printf 'BEGIN;\n%s\n.backup copy.db\nCOMMIT;\n' "$(count_all)" | sql
}

# verify NAME: a copy must be sound. Rows that older versions left behind are no damage, and no reason
# to have no copy.
verify() {
	check_marks "$1"
	[ "$(value 'PRAGMA integrity_check(1);')" = ok ] || die "$1 is damaged. Take another one."
	dangling=$(value 'SELECT count(*) FROM pragma_foreign_key_check;')
	[ "$dangling" = 0 ] || warn "$1 has $(counted "$dangling" "row that belongs" "rows that belong") to nothing, but it can be used. \
\"mailctl check --repair\" mends such a database."
}

# The copy may be of any version.
sqlite_check_copy() {
	on "$stage/copy.db" verify "$1"
}

sqlite_contents_of() {
	sqlite_check_copy "$1"
	count_all | on "$stage/copy.db" sql
}

sqlite_is_free() {
	for left in "$database-wal" "$database-shm" "$database-journal"; do
		[ ! -e "$left" ] || die "$left belongs to another database. Move it away."
	done
}

# sqlite_ids TABLE: the highest ids of which a database knows, with a comma behind each. A damaged one may
# know none.
sqlite_ids() {
	for highest in "max(seq) FROM sqlite_sequence WHERE name = '$1'" "max(id) FROM $1"; do
		id=$(attempt value "SELECT $highest;")
		printf '%s' "${id:+$id, }"
	done
}

# sqlite_skip_ids TABLE: an id that clients may remember is never given to another row: neither one that the copy
# has given, nor one that the present database has. The million is for mail that arrives until the copy is there.
sqlite_skip_ids() {
	given=$(on "$stage/copy.db" sqlite_ids "$1")
	! sqlite_exists || given=$given$(sqlite_ids "$1")
	on "$stage/copy.db" value "DELETE FROM sqlite_sequence WHERE name = '$1';
		INSERT INTO sqlite_sequence (name, seq) VALUES ('$1', max($given 0, 0) + 1000000);"
}

# SQLite copies it into the present file, or makes one, as one change. Sessions may go on meanwhile,
# because the file stays the same.
sqlite_take_in() {
	on "$stage/copy.db" create_database
	sqlite_skip_ids message
	sqlite_skip_ids account
	(cd "$stage" && echo '.restore copy.db' | sql)
}

# --- space ---

# Some pages at a time, so that mail can come in between.
sqlite_compact() {
	[ "$(value 'PRAGMA auto_vacuum;')" != 0 ] || die "The first version of the programs made this \
database, without auto_vacuum. pillarbox-schema(5) shows how to convert it while no program runs."
	before=$(value 'PRAGMA page_count;')
	left=$(value 'PRAGMA freelist_count;')
	while [ "$left" -gt 0 ]; do
		was=$left
		left=$(value 'PRAGMA incremental_vacuum(256); PRAGMA freelist_count;')
		[ "$left" -lt "$was" ] || break
	done
	after=$(value 'PRAGMA page_count;')
	echo "$((4096 * (before - after))) octets less, $((4096 * after)) are left."
	[ "$(stat -Lc %s "$database")" -le $((4096 * after)) ] ||
		echo "The file will shrink when a session writes, or when the present ones have ended."
}
