# SQL: what is put into it, and what comes out.
# shellcheck shell=sh disable=SC2154,SC2034

# quote TEXT: an SQL string.
quote() {
	case $1 in
	*[[:cntrl:]]*) die "Control characters are not allowed here." 64 ;;
	esac
	case $1 in
	*\'*) printf '%s\n' "$1" | sed "s/'/''/g; s/.*/'&'/" ;;
	*) printf "'%s'\n" "$1" ;;
	esac
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

# fold NAME: as lower(name) gives it: A to Z only.
fold() {
	case $1 in
	*[A-Z]*) set -- "$(printf '%s\n' "$1" | tr '[:upper:]' '[:lower:]')" ;;
	esac
	quote "$1"
}

# value STATEMENT: what it gives.
value() {
	sql <<END
$1
END
}

# carry_out STATEMENT: one that ends in RETURNING. Sets changed= to the number of its rows.
carry_out() {
	changed=$(value "$1")
	changed=$(printf '%s' "${changed:+$changed
}" | wc -l)
}

# plain: what strangers wrote reaches a terminal without control characters, as ASCII or UTF-8. An octet
# that is neither could be a control character to a terminal that does not know UTF-8.
plain() {
	sed 's/[\o001-\o010\o013-\o037\o177]/?/g; s/\o302[\o200-\o237]/?/g' | utf8
}

# utf8: without octets that are not UTF-8.
utf8() {
	iconv -c -f UTF-8 -t UTF-8 || true
}

# table: the rows of the SELECT on standard input, for people, or as --csv or --json.
table() {
	sql "${format:-table}" >"$work/rows"
	case $format in
	csv) tr -d '\r' <"$work/rows" ;;
	json)
		[ -s "$work/rows" ] || echo '[]' >"$work/rows"
		utf8 <"$work/rows"
		;;
	*) plain <"$work/rows" | sed 's/ *$//' ;;
	esac
}

# rows TABLE COLUMNS <ROWS: SQL of SQLite that makes a table of rows with tabs between the columns.
rows() {
	echo "CREATE TEMP TABLE $1 ($2); BEGIN;"
	sed "s/'/''/g; s/\t/', '/g; s/.*/INSERT INTO $1 VALUES ('&');/"
	echo 'COMMIT;'
}

# Creates the database, or upgrades an older one.
create_database() {
	serve "$smtpd" --create </dev/null 2>"$work/log" ||
		die "$shown cannot be used. smtpd says: $(tail -n 1 "$work/log" | plain)"
}

# Makes an empty database, which shows what smtpd makes now.
make_example() {
	[ -e "$work/new.db" ] || alone "$work/new.db" create_database
}
