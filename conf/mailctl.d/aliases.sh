# Aliases, and where an address leads.
# shellcheck shell=sh disable=SC2154,SC2034

# check_alias NAME: sets stored= to the name as the database has it.
check_alias() {
	local_part=${1%@*}
	case $local_part in
	'' | *[\ @]*) die "\"$1\": an alias must not be empty or contain spaces, and may contain one @." 64 ;;
	esac
	[ ${#local_part} -le 64 ] || die "An alias must not be longer than 64 octets, without its domain." 64
	printf '%s' "$1" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
		die "An alias must be in ASCII or UTF-8." 64
	stored=$1
	case $1 in
	*@*)
		as_stored "x@${1##*@}" || die "\"$1\": what follows the @ is not a domain." 64
		stored=$local_part@${stored#x@}
		;;
	esac
}

# explain ADDRESS: what smtpd tells of it, in $work/steps: a row for each step,
# then the replies of a session. The last one, verdict=, is what counts.
explain() {
	serve "$smtpd" --explain="$1" >"$work/steps"
	verdict=$(tail -n 1 "$work/steps" | tr -d '\r')
}

do_alias_add() {
	check_alias "$1"
	alias=$stored
	shift
	echo "$begin" >"$work/statement"
	for target in "$@"; do
		check_alias "$target"
		other=$(fold "$stored")
		[ -n "$(value "SELECT 1 FROM account WHERE lower(name) = $other
			UNION SELECT 1 FROM alias WHERE lower(name) = $other AND name <> '*' AND name NOT LIKE '*@%';")" ] ||
			die "There is no account and no alias $target. Make it first. Nothing was changed."
		echo "INSERT INTO alias (name, target) VALUES ($(quote "$alias"), $(quote "$stored"))
			ON CONFLICT DO NOTHING;"
	done >>"$work/statement"
	echo 'COMMIT;' >>"$work/statement"
	sql <"$work/statement"
	check_way "$alias"
}

# check_way ALIAS: whether it leads to anybody.
check_way() {
	warn_of_domain "$1"
	explain "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/^[^@]*/"&"/')"
	! grep -q '	foreign	' "$work/steps" || return 0
	limit=$(sed -n 's/.*\ttoo-far\t//p' "$work/steps")
	if [ -n "$limit" ]; then
		warn "The alias $1 gets no mail: $limit. \"mailctl explain $1\" tells more."
	elif ! grep -q '^account' "$work/steps"; then
		warn "The alias $1 leads to no account yet, only around in a circle."
	fi
}

do_alias_remove() {
	check_alias "$1"
	alias=$stored
	condition="lower(name) = $(fold "$stored")"
	shift
	only=
	for target in "$@"; do
		check_alias "$target"
		only="$only${only:+, }$(fold "$stored")"
	done
	carry_out "DELETE FROM alias WHERE $condition ${only:+AND lower(target) IN ($only)} RETURNING 1;"
	[ "$changed" -gt 0 ] || die "There is no such alias. \"mailctl alias list\" shows all aliases."
	[ "$changed" -ge $# ] || warn "Some of these were not targets of $alias."
}

do_alias_list() {
	[ $# = 0 ] || check_alias "$1"
	table <<END
SELECT name AS alias, target,
    CASE WHEN lower(target) IN (SELECT lower(name) FROM alias) THEN 'alias'
         WHEN lower(target) IN (SELECT lower(name) FROM account) THEN 'account'
         ELSE 'nobody' END AS target_is
FROM alias WHERE $# = 0 OR lower(name) = $(fold "${stored-}") ORDER BY lower(name), lower(target);
END
}

do_explain() {
	address=${1#<}
	address=${address%>}
	explain "$address"
	ids=$(sed -n 's/^account\t\([0-9]*\)\t.*/\1/p' "$work/steps" | paste -s -d , -)
	value "SELECT id, name FROM account WHERE id IN (${ids:-0});" >"$work/names"
	{
		grep '^[a-z]' "$work/steps" | rows told "step, name, what, detail"
		sed 's/|/\t/' "$work/names" | rows names "id, name"
		cat <<END
UPDATE told SET name = names.name FROM names WHERE step = 'account' AND id = told.name;
INSERT INTO told VALUES ('smtpd says', $(quote "$address"), 'reply', $(quote "$verdict"));
SELECT CASE step WHEN 'name' THEN 'the name' WHEN 'untagged' THEN 'without tag'
           WHEN 'bare' THEN 'without domain' WHEN 'bare-untagged' THEN 'without both'
           WHEN 'via' THEN 'on the way' ELSE step END AS step,
    name,
    CASE what WHEN 'ours' THEN 'one of ours' WHEN 'foreign' THEN 'not one of ours'
        WHEN 'alias' THEN 'an alias of ' || replace(detail, ' ', ', ')
        WHEN 'account' THEN 'an account' WHEN 'unknown' THEN 'neither account nor alias'
        WHEN 'too-far' THEN 'an alias that leads too far: ' || detail
        WHEN 'room' THEN 'gets the mail' || ifnull('; octets used: ' || nullif(detail, ''), '')
        WHEN 'full' THEN 'is full; octets used: ' || detail ELSE detail END AS result
FROM told ORDER BY rowid;
END
	} | alone :memory: table
	[ "${verdict%% *}" = 250 ] || exit 1
}
