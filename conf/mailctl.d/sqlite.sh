# SQLite: a file, and sqlite3. engines.sh tells what the functions are for.
# shellcheck shell=sh disable=SC2154,SC2034

sqlite_dialect() {
	now='unixepoch()'
	begin='BEGIN IMMEDIATE;'
	forget_usage='UPDATE account SET usage = NULL WHERE usage IS NOT NULL;'
}

# Sets database= and directory= to absolute paths without links: the other files of a database are
# beside the file, not beside a link to it.
sqlite_reach() {
	use "$(readlink -m "$database")"
	[ ! -L "$database" ] || die "$database is a link to itself. Name another database."
	directory=$(dirname "$database")
}

# What pillarbox-schema(5) asks of everyone who changes something. The first line waits for others.
sqlite_prelude='.timeout 30000
.output /dev/null
PRAGMA wal_autocheckpoint = 0;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = FAST;
PRAGMA temp_store = MEMORY;
.output
'

sqlite_sql() {
	case ${1-} in
	csv) set -- -csv -header ;;
	json) set -- -json ;;
	table) set -- -column -header -nullvalue - ;;
	lines) set -- -line -nullvalue - ;;
	esac
	{
		printf '%s' "$sqlite_prelude"
		cat
	} | as_owner sqlite3 -batch -bail -init /dev/null "$@" "$database"
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
	echo "group_concat($1, ' ')"
}

# No other program writes anyway.
sqlite_lock_account() {
	:
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

marks='SELECT application_id, user_version FROM pragma_application_id, pragma_user_version;'

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

sqlite_need() {
	[ -e "$database" ] || die "There is no database $database. \
\"mailctl add\" creates it, and -d or -c names another one."
	[ -s "$database" ] || die "There is no database in $database, which is empty. \
\"mailctl restore\" fills it from a copy, and \"mailctl add\" creates a new one."
	check_marks "$database"
	[ "$version" = "$newest" ] || die "$database has version $version of the schema, and this mailctl \
is for version $newest. Make a copy, then start smtpd or pop3d once to upgrade it."
}
