# The database: SQL, tables, and what a database must be.
# shellcheck shell=sh disable=SC2154,SC2034

# quote TEXT: an SQL string.
quote() {
	case $1 in
	*[[:cntrl:]]*) die "Control characters are not allowed here." 64 ;;
	esac
	printf '%s\n' "$1" | sed "s/'/''/g; s/.*/'&'/"
}

# number TEXT WHAT: in full, from digits that K, M or G may follow.
number() {
	case ${1%[KMG]} in
	'' | *[!0-9]* | ???????????????????*)
		die "$2 is a number, such as 300 or 10M, and not \"$1\"." 64
		;;
	esac
	digits=$(printf '%s' "${1%[KMG]}" | sed 's/^0*\(.\)/\1/')
	unit=$(numfmt --from=iec "1${1##*[0-9]}")
	[ "$digits" -le $((9223372036854775807 / unit)) ] || die "$2 is too large: $1" 64
	echo $((digits * unit))
}

# counted NUMBER SINGULAR PLURAL
counted() {
	if [ "$1" = 1 ]; then
		echo "1 $2"
	else
		echo "$1 $3"
	fi
}

# What pillarbox-schema(5) asks of everyone who changes something. The first line waits for others.
prelude='.timeout 30000
.output /dev/null
PRAGMA wal_autocheckpoint = 0;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = FAST;
PRAGMA temp_store = MEMORY;
.output
'

# sql [FORMAT]: runs the statements on standard input. All SQL goes through here, so that another
# database can have another shell. FORMAT: csv, json, table, lines; else values with | between them.
sql() {
	case ${1-} in
	csv) set -- -csv -header ;;
	json) set -- -json ;;
	table) set -- -column -header -nullvalue - ;;
	lines) set -- -line -nullvalue - ;;
	esac
	{
		printf '%s' "$prelude"
		cat
	} | as_owner sqlite3 -batch -bail -init /dev/null "$@" "$database" 2>"$work/sql-errors" ||
		explain_sql_error
}

# value STATEMENT: what it gives.
value() {
	printf '%s\n' "$1" | sql
}

explain_sql_error() {
	problem=$(sed -n 's/^[A-Z][a-z]* error near line [0-9]*: //p; s/^Error: //p' \
		"$work/sql-errors" | head -n 1)
	case $problem in
	*locked*) advice="Another program has been writing for 30 seconds. Try again." ;;
	*full*) advice="Make room on the disk." ;;
	*readonly* | *unable*) advice="User $(user_of "$database") must be able to write there." ;;
	*) advice="Restore a backup, or name another database with -d or -c." ;;
	esac
	die "$database: ${problem:-sqlite3 has failed}. $advice"
}

# plain: what strangers wrote reaches a terminal without control characters, in ASCII or UTF-8.
plain() {
	tr '\001-\010\013-\037\177' '?' | sed "s/$(printf '\302')[$(printf '\200-\237')]/?/g"
}

# table: the rows of the statement on standard input, for people, or as --csv or --json.
table() {
	sql "${format:-table}" >"$work/rows"
	case $format in
	csv) tr -d '\r' <"$work/rows" ;;
	json)
		[ -s "$work/rows" ] || echo '[]' >"$work/rows"
		iconv -c -f UTF-8 -t UTF-8 <"$work/rows" || true
		;;
	*) plain <"$work/rows" | sed 's/ *$//' ;;
	esac
}

# date_of COLUMN: SQL that shows a time.
date_of() {
	date=${format:+%Y-%m-%dT%H:%M:%SZ}
	echo "strftime('${date:-%Y-%m-%d %H:%M}', $1, 'unixepoch')"
}

# rows COLUMNS <ROWS: SQL that makes a table "told" of rows with tabs between the columns.
rows() {
	echo "CREATE TEMP TABLE told ($1); BEGIN;"
	sed "s/'/''/g; s/\t/', '/g; s/.*/INSERT INTO told VALUES ('&');/"
	echo 'COMMIT;'
}

marks='SELECT application_id, user_version FROM pragma_application_id, pragma_user_version;'

# Creates the database, or upgrades an older one.
create_database() {
	serve "$smtpd" --create </dev/null 2>"$work/log" ||
		die "$database cannot be used. smtpd says: $(tail -n 1 "$work/log" | plain)"
}

# Makes an empty database, which shows what smtpd makes now.
make_example() {
	[ -e "$work/new.db" ] || alone "$work/new.db" create_database
}

# check_marks NAME: the database must be one of pillarbox, and not too new. Sets version= and newest=.
check_marks() {
	make_example
	ours=$(alone "$work/new.db" value "$marks")
	theirs=$(value "$marks")
	newest=${ours#*|}
	version=${theirs#*|}
	[ "${theirs%|*}" = "${ours%|*}" ] || die "$1 is not a database of pillarbox. Name another one."
	[ "$version" -le "$newest" ] || die "$1 has version $version of the schema. This mailctl is for \
version $newest: use the mailctl of the newer programs."
}

need_database() {
	find_owner
	[ -e "$database" ] || die "There is no database $database. \
\"mailctl add\" creates it, and -d or -c names another one."
	[ -s "$database" ] || die "There is no database in $database, which is empty. \
\"mailctl restore\" fills it from a copy, and \"mailctl add\" creates a new one."
	check_marks "$database"
	[ "$version" = "$newest" ] || die "$database has version $version of the schema, and this mailctl \
is for version $newest. Make a copy, then start smtpd or pop3d once to upgrade it."
}
