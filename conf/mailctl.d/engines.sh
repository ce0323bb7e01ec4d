# The engines: what differs between SQLite and PostgreSQL stands in sqlite.sh and postgresql.sh.
#
# Each of the two has these functions, with the name of the engine in front:
# - dialect: sets now=, begin= and copy_suffix=, as use() tells.
# - reach OPTION ...: sets directory=, where sessions keep files. The options are smtpd's.
# - sql, sql_problem, date, joined: for the functions below.
# - serve PROGRAM OPTION ...: runs smtpd or pop3d on the database.
# - owner: sets owner= to the user that root has to become.
# - exists: whether there is a database with tables.
# - need: that there is one, with the tables that this mailctl knows.
# - integrity, sizes, own_files: for check.sh.
# - copy_out, check_copy, contents_of, is_free, take_in: for copies.sh.
# - compact: for reports.sh.
# shellcheck shell=sh disable=SC2154,SC2034

# use DATABASE: sets database=, engine=, and shown= for messages. Sets SQL in the engine's dialect:
# now= is the time, begin= begins a change, and nobody else changes anything before its end. Sets
# copy_suffix=, the end of a backup's name.
use() {
	database=$1
	shown=$1
	case $1 in
	postgresql:*) engine=postgresql ;;
	*) engine=sqlite ;;
	esac
	"${engine}_dialect"
}

# sql [FORMAT]: runs the statements on standard input. All SQL goes through here. FORMAT: csv, json,
# table or lines, for the rows of one SELECT; else values with | between them, of any statements. With
# SQLite the SELECT may follow other statements.
sql() {
	"${engine}_sql" "$@" 2>"$work/sql-errors" || explain_sql_error
	# It has warned, such as of a standby that does not have the change.
	[ ! -s "$work/sql-errors" ] || warn "$shown: $(plain <"$work/sql-errors" | head -n 1)"
}

explain_sql_error() {
	problem=
	advice="Restore a backup, or name another database with -d or -c."
	"${engine}_sql_problem"
	die "$shown: ${problem:-the program that runs SQL has failed}. $advice"
}

# date_of COLUMN: SQL that shows a time, in full for programs.
date_of() {
	"${engine}_date" "$1" ${format:+full}
}

# joined TEXT [SEPARATOR]: an aggregate, with spaces or something else between the values.
joined() {
	"${engine}_joined" "$1" "${2- }"
}

# A statement after $begin, which has the maildrops added up again.
forget_usage='UPDATE account SET usage = NULL WHERE usage IS NOT NULL;'

find_owner() {
	owner=
	"${engine}_owner"
}

database_exists() {
	"${engine}_exists"
}

# check_version ENGINE NAME: $version of its schema must be one that smtpd knows. Sets newest= to the newest of these.
check_version() {
	newest=$("$smtpd" --version)
	newest=${newest##*"database: $1 "}
	newest=${newest#*, schema }
	newest=${newest%%[!0-9]*}
	[ "$version" -le "$newest" ] || die "$2 has version $version of the schema. This mailctl is for \
version $newest: use the mailctl of the newer programs."
}

need_database() {
	find_owner
	"${engine}_need"
}
