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
	need_writable "$1"
	inside=$(cd "$1" && pwd)
	stage=$(mktemp -d "${inside%/}/.mailctl.XXXXXX" 2>"$work/log") ||
		die "Nothing can be made in $1. $(plain <"$work/log")"
	[ -n "$owner" ] || return 0
	# Whoever can write to $1 could have put a link in its place.
	chown -h "$owner" "$stage"
	as_owner test -w "$stage" || die "User ${owner%:*} must be able to enter $1. Take a directory \
such as /var/backups: the copy will still be for root alone."
}

is_same_file() {
	[ -e "$1" ] && [ -e "$2" ] && [ "$(stat -Lc %d:%i "$1")" = "$(stat -Lc %d:%i "$2")" ]
}

# write_copy: makes a verified copy, $stage/copy.db. Sets contents=.
write_copy() {
	contents=$(cd "$stage" && "${engine}_copy_out")
	copied=$("${engine}_contents_of" "the copy")
	[ "$copied" = "$contents" ] || die "The copy differs from the database. Check the disk."
}

# keep_copy NAME FILE: gives a copy in $stage its own name.
keep_copy() {
	sync "$stage/$1"
	# Beside the database everything belongs to its owner.
	[ -z "$owner" ] || is_same_file "$(dirname "$2")" "$directory" || chown -h 0:0 "$stage/$1"
	mv -f "$stage/$1" "$2"
	sync "$(dirname "$2")"
	echo "$2: $contents"
}

do_backup() {
	copy=$(as_file "$1")
	[ ! -d "$copy" ] || copy=${copy%/}/pillarbox-$(date -u +%Y%m%dT%H%M%SZ).$copy_suffix
	! is_same_file "$copy" "$database" || die "$copy is the database itself. Choose another name."
	make_stage "$(dirname "$copy")"
	write_copy
	keep_copy copy.db "$copy"
}

write_present() {
	write_copy
	mv "$stage/copy.db" "$stage/present"
	printf '%s' "$contents" >"$work/present"
}

# Gives a name to the copy of what restore replaces. A bad copy to restore leaves no such file. Two
# restores within one second have two process ids.
keep_present() {
	contents=$(cat "$work/present")
	keep_copy present "$directory/pillarbox-before-restore-$(date -u +%Y%m%dT%H%M%SZ)-$$.$copy_suffix"
}

do_restore() {
	set -- "$(as_file "$1")"
	need_file "$1"
	[ ! -s "$1-wal" ] || die "$1-wal belongs to $1: this is no copy made by \"mailctl backup\"."
	! is_same_file "$1" "$database" || die "$1 is the database itself. Name a copy."
	find_owner
	if database_exists; then
		need_database
		make_stage "$directory"
		[ -n "${opt_no-}" ] || attempt write_present
		[ -z "${failed-}" ] || die "The present contents cannot be kept: $problem \
Or use --no-copy, and lose them. Nothing was changed."
	else
		"${engine}_is_free"
		make_stage "$directory"
	fi
	as_owner dd of="$stage/copy.db" bs=1M status=none <"$1"
	"${engine}_check_copy" "$1"
	[ ! -e "$stage/present" ] || keep_present
	"${engine}_take_in"
	echo "$shown: $(count_all | sql)"
}
