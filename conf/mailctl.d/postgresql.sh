# PostgreSQL: a server, and psql. engines.sh tells what the functions are for.
#
# Everybody can see the arguments of a program, and the settings may have a password. So psql learns from
# environment variables where the server is, which smtpd --environment prints, and smtpd and pop3d
# from a pipe.
# shellcheck shell=sh disable=SC2154,SC2034

# A session locks accounts, messages and deliveries in another order than a change of ours. So that no two wait
# for each other, a change begins when no session is changing anything, and all wait until it has ended:
# whatever a session changes, it needs the table of accounts for it.
postgresql_dialect() {
	now='floor(extract(epoch FROM now()))::bigint'
	begin='BEGIN ISOLATION LEVEL READ COMMITTED; LOCK TABLE account IN EXCLUSIVE MODE;'
	copy_suffix=dump
}

# Sets libpq's variables to what smtpd says, and no others.
postgresql_reach() {
	command -v psql >/dev/null || die "psql is missing. Install the package postgresql-client."
	for variable in $(env | sed -n 's/^\(PG[A-Z_]*\)=.*/\1/p'); do
		unset "$variable"
	done
	while IFS= read -r variable; do
		case $variable in
		PG*) export "${variable?}" ;;
		esac
	done <<END
$("$smtpd" --environment "$@")
END
	shown=postgresql:${PGDATABASE-}
	directory=$(value_of spool)
	databases=$(printf '%s\n' "$settings" | grep -E '^(session_)?database = ')
	export databases
}

# quote() is safe because of the first line. The next ones are for the case that the server or the role
# has other defaults. The last one finds out whether somebody else has used this session of the server, as
# pop3d does: settings and temporary tables would be left to the next one.
postgresql_prelude="SET standard_conforming_strings = on;
SET client_encoding = 'UTF8';
SET default_transaction_isolation = 'read committed';
SET lock_timeout = '30s';
SET client_min_messages = warning;
DO \$\$ BEGIN
IF current_setting('pillarbox.session', true) <> '' THEN
    RAISE EXCEPTION 'this pool gives each transaction another session' USING ERRCODE = 'PB001';
END IF;
PERFORM set_config('pillarbox.session', 'mailctl', false);
END \$\$;
"

# psql_with OPTION ...: runs psql on the statements of standard input.
psql_with() {
	{
		printf '%s' "$postgresql_prelude"
		cat
	} | as_owner psql -X -q -w -P pager=off -v ON_ERROR_STOP=1 -v VERBOSITY=verbose "$@" -f -
}

# as_array: a SELECT on standard input becomes one that gives a JSON array.
as_array() {
	echo "SELECT coalesce(json_agg(it), '[]') FROM ("
	sed '$s/;$//'
	echo ') AS it;'
}

# What psql prints for NULL, so that it differs from an empty string. sqlite3 prints nothing for NULL.
csv_null=$(printf '\001')

# show_csv OPTION ...: tables look as with the other engine, because sqlite3 prints both.
show_csv() {
	sqlite3 -batch -bail -init /dev/null "$@" :memory: '.import --csv /dev/stdin it' \
		'SELECT * FROM it;' <"$work/csv"
}

postgresql_sql() {
	case ${1-} in
	csv) psql_with --csv -P null="$csv_null" >"$work/csv" && show_csv -csv -header | sed "s/\"$csv_null\"//g" ;;
	json) as_array | psql_with -A -t ;;
	table) psql_with --csv -P null=- >"$work/csv" && show_csv -column -header ;;
	lines) psql_with --csv -P null=- >"$work/csv" && show_csv -line ;;
	*) psql_with -A -t ;;
	esac
}

# The first message, with its SQLSTATE in front if it is the server's.
postgresql_sql_problem() {
	problem=$(sed 's/^psql:[^ ]* //; s/^[^ ]*:  \([0-9A-Z]\{5\}: \)/\1/; q' "$work/sql-errors" | plain)
	case $problem in
	55P03:* | 40*:*) advice="Another program holds a lock. Try again." ;;
	53100:*) advice="Make room on the disk of the server." ;;
	25006:*) advice="The settings must lead to the primary." ;;
	42501:*) advice="The role must own the tables." ;;
	PB001:*)
		problem=${problem#*: }
		advice="Use a session pool, as for session_database: see pillarbox.conf(5), \"PostgreSQL\"."
		;;
	[0-9]????:*) ;;
	*) advice="The server must run, and let you in: see pillarbox.conf(5), \"PostgreSQL\"." ;;
	esac
}

# A year has four digits.
postgresql_date() {
	pattern=${2:+'YYYY-MM-DD"T"HH24:MI:SS"Z"'}
	echo "(SELECT to_char(to_timestamp(it) AT TIME ZONE 'UTC', '${pattern:-YYYY-MM-DD HH24:MI}')
		FROM (SELECT $1 AS it) AS dated WHERE it BETWEEN -62135596800 AND 253402300799)"
}

postgresql_joined() {
	echo "string_agg($1, '$2')"
}

# Through a pipe of the owner's.
# shellcheck disable=SC2016
postgresql_serve() {
	program=$1
	shift
	as_owner sh -c 'exec "$0" -c /dev/fd/9 "$@" 9<<END
$databases
END
' "$program" -o "spool=$directory" "$@"
}

# The owner of the spool, who also runs smtpd and pop3d.
postgresql_owner() {
	if [ "$(id -u)" = 0 ] && [ -d "$directory" ]; then
		owner=$(stat -Lc %u:%g "$directory")
		owner=${owner##0:*}
	fi
}

postgresql_exists() {
	[ -n "$(value "SELECT 1 WHERE to_regclass('pillarbox') IS NOT NULL;")" ]
}

postgresql_need() {
	postgresql_exists || die "There are no tables in $shown. \
\"mailctl add\" creates them, and -d or -c names another database."
	version=$(value 'SELECT version FROM pillarbox;')
	check_version PostgreSQL "$shown"
	[ "$version" = "$newest" ] || die "$shown has version $version of the schema, and this mailctl \
is for version $newest. Make a copy, then run smtpd --create to upgrade it."
}

# --- check ---

# Reads all content, so that the server finds what its disk has lost.
postgresql_integrity() {
	value "SELECT CASE WHEN count(md5(data)) >= 0 THEN 'ok' END FROM content;"
}

postgresql_sizes() {
	value "SELECT pg_database_size(current_database()) || ' octets, ' ||
		(SELECT coalesce(sum(octets), 0) FROM message) || ' of mail';"
}

# Those of this machine.
postgresql_own_files() {
	own_files=$directory/pillarbox
	first_file=$directory
	[ -d "$directory" ] || found="There is no directory $directory, which the setting spool names."
}

# --- copies ---

# pg_dump sees what this transaction sees. It takes as long as it needs.
postgresql_copy_out() {
	sql <<END
SET idle_in_transaction_session_timeout = 0;
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot, current_schema() AS schema \\gset
\\setenv SNAPSHOT :snapshot
\\setenv SCHEMA :schema
$(count_all)
\\! pg_dump -w -Fc --snapshot="\$SNAPSHOT" --schema="\$SCHEMA" --exclude-table-data=failure --exclude-table-data=secret --lock-wait-timeout=30000 --file=copy.db || rm -f copy.db
COMMIT;
END
}

# restored OPTION ...: the copy as SQL, of the schema that is in use. After an error "failed" is the
# last line.
restored() {
	as_owner pg_restore -w --schema="$(value 'SELECT current_schema();')" "$@" --file=- \
		"$stage/copy.db" 2>"$work/restore-errors" || echo failed
}

# Reads the copy from the beginning to the end, and counts as count_all() does.
postgresql_contents_of() {
	[ -s "$stage/copy.db" ] || die "pg_dump has made no copy."
	restored --data-only | awk -F '\t' '
		in_table && $0 == "\\." { in_table = 0; next }
		in_table {
			rows[table]++
			if (table == "message")
				octets += $column
			if (table == "pillarbox")
				version = $1
			next
		}
		/^COPY / {
			in_table = 1
			split($0, words, /[ .]/)
			table = words[3]
			count = split(substr($0, index($0, "(") + 1), names, /[,) ]+/)
			for (column = count; column > 0 && names[column] != "octets"; column--)
				;
		}
		$0 == "failed" { version = "" }
		function tell(number, one, many, end) {
			printf "%.0f %s%s", number, number == 1 ? one : many, end
		}
		END {
			if (in_table || version == "")
				exit 1
			print version >"/dev/stderr"
			tell(rows["account"], "account", "accounts", ", ")
			tell(rows["alias"], "alias", "aliases", ", ")
			tell(rows["message"], "message", "messages", ", ")
			tell(rows["delivery"], "delivery", "deliveries", ", ")
			tell(octets, "octet", "octets", "\n")
		}' 2>"$work/version" ||
		die "$1 is damaged, or no copy that \"mailctl backup\" has made of such a database. Take another one."
	version=$(cat "$work/version")
	check_version PostgreSQL "$1"
}

postgresql_check_copy() {
	postgresql_contents_of "$1" >/dev/null
}

postgresql_is_free() {
	[ "$(value "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace
		AND relkind IN ('r', 'p', 'v', 'm');")" = 0 ] ||
		die "$shown is the database of another program. Name another one."
}

# postgresql_note_ids TABLE: keeps the highest id that the present tables know to have been given, for this transaction.
# Tables that are damaged may not know it, and there may be none.
postgresql_note_ids() {
	cat <<SQL
DO \$\$ DECLARE
    source text;
    id bigint;
    highest bigint := 0;
BEGIN
    FOREACH source IN ARRAY ARRAY['last_value FROM $1_id_seq', 'max(id) FROM $1'] LOOP
        BEGIN
            EXECUTE 'SELECT ' || source INTO id;
            highest := greatest(highest, id);
        EXCEPTION WHEN OTHERS THEN
            NULL;
        END;
    END LOOP;
    PERFORM set_config('pillarbox.highest_$1', highest::text, true);
END \$\$;
SQL
}

# postgresql_skip_ids TABLE: an id that clients may remember is never given to another row: neither one that the copy
# has given, nor one that the tables had given before.
postgresql_skip_ids() {
	echo "SELECT setval('$1_id_seq',
		greatest(last_value, current_setting('pillarbox.highest_$1')::bigint) + 1000000) FROM $1_id_seq;"
}

# All tables go and come in one transaction. Sessions wait meanwhile, as long as lock_timeout lets them.
postgresql_take_in() {
	{
		echo 'BEGIN ISOLATION LEVEL READ COMMITTED;'
		! postgresql_exists ||
			echo 'LOCK TABLE account, alias, message, delivery, content, pillarbox IN ACCESS EXCLUSIVE MODE;'
		postgresql_note_ids message
		postgresql_note_ids account
		restored --clean --if-exists --no-owner --no-privileges
		echo 'RESET search_path;'
		postgresql_skip_ids message
		postgresql_skip_ids account
		echo 'COMMIT;'
	} | sql >/dev/null
	create_database
}

# --- space ---

# The server gives space back only from the end of a table. It keeps the rest for new mail.
postgresql_compact() {
	before=$(value 'SELECT pg_database_size(current_database());')
	value 'VACUUM (ANALYZE) account, alias, message, delivery, content;'
	echo "$(value 'SELECT pg_database_size(current_database());') octets, $before before."
	echo "The server reuses the space of deleted mail. VACUUM FULL returns all of it, but nobody can use the tables meanwhile."
}
