# Backup and restore.
# shellcheck shell=sh disable=SC2154,SC2034

# count_all: a SELECT that tells in words what there is.
count_all() {
	cat <<END
SELECT $(joined "n || ' ' || CASE n WHEN 1 THEN one ELSE many END" ', ') FROM (
    SELECT count(*) AS n, 'account' AS one, 'accounts' AS many FROM account
    UNION ALL SELECT count(*), 'alias', 'aliases' FROM alias
    UNION ALL SELECT count(*), 'message', 'messages' FROM message WHERE id > 0
    UNION ALL SELECT count(*), 'delivery', 'deliveries' FROM delivery
    UNION ALL SELECT coalesce(sum(octets), 0), 'octet', 'octets' FROM message WHERE id > 0) AS counts;
END
}

# make_stage DIRECTORY: makes a directory in it, for the owner of the database.
make_stage() {
	inside=$(cd "$1" 2>/dev/null && pwd) || die "There is no directory $1, or you may not enter it."
	stage=$(mktemp -d "${inside%/}/.mailctl.XXXXXX" 2>/dev/null) ||
		die "You may not write to the directory $1."
	[ -n "$owner" ] || return 0
	# Whoever can write to $1 could have put a link in its place.
	chown -h "$owner" "$stage"
	as_owner test -w "$stage" || die "User ${owner%:*} must be able to enter $1. Take a directory \
such as /var/backups: the copy will still be for root alone."
}

is_same_file() {
	[ -e "$1" ] && [ -e "$2" ] && [ "$(stat -Lc %d:%i "$1")" = "$(stat -Lc %d:%i "$2")" ]
}

do_backup() {
	copy=$(as_file "$1")
	[ ! -d "$copy" ] || copy=${copy%/}/pillarbox-$(date -u +%Y%m%dT%H%M%SZ).$copy_suffix
	! is_same_file "$copy" "$database" || die "$copy is the database itself. Choose another name."
	make_stage "$(dirname "$copy")"
	contents=$(cd "$stage" && "${engine}_copy_out")
	copied=$("${engine}_contents_of" "the copy")
	[ "$copied" = "$contents" ] || die "The copy differs from the database. Check the disk."
	sync "$stage/copy.db"
	# Beside the database everything belongs to its owner.
	[ -z "$owner" ] || is_same_file "$(dirname "$copy")" "$directory" ||
		chown -h 0:0 "$stage/copy.db"
	mv -f "$stage/copy.db" "$copy"
	sync "$(dirname "$copy")"
	echo "$copy: $contents"
}

do_restore() {
	set -- "$(as_file "$1")"
	[ -f "$1" ] || die "There is no file $1."
	[ ! -s "$1-wal" ] || die "$1-wal belongs to $1: this is no copy made by \"mailctl backup\"."
	! is_same_file "$1" "$database" || die "$1 is the database itself. Name a copy."
	find_owner
	if database_exists; then
		need_database
	else
		"${engine}_is_free"
	fi
	make_stage "$directory"
	as_owner dd of="$stage/copy.db" bs=1M status=none <"$1"
	"${engine}_contents_of" "$1" >"$work/contents"
	"${engine}_take_in"
	echo "$shown: $(count_all | sql)"
}
