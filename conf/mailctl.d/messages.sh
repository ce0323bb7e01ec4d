# Single messages: search, delete, move.
# shellcheck shell=sh disable=SC2154,SC2034

# hold_maildrop NAME: keeps POP3 sessions out of it until release_maildrop, or until mailctl ends.
hold_maildrop() {
	mkfifo "$work/hold" "$work/answer"
	serve "$pop3d" --hold="$1" <"$work/hold" >"$work/answer" 2>"$work/log" &
	holder=$!
	exec 3>"$work/hold"
	read -r answer <"$work/answer" || answer=
	case $answer in
	held) ;;
	busy) die "A POP3 session has the maildrop of $1 open. Try again when it has ended. Nothing was changed." ;;
	*) die "The maildrop of $1 cannot be locked. pop3d says: $(tail -n 1 "$work/log" | plain)" ;;
	esac
}

release_maildrop() {
	exec 3>&-
	wait "$holder" || true
}

# find_messages NAME MESSAGE ...: sets messages= to their ids as SQL. All must be in $account's maildrop.
find_messages() {
	whose=$1
	shift
	messages=
	for one in "$@"; do
		messages="$messages${messages:+, }$(number "$one" "A message")"
	done
	there=$(value "SELECT message FROM delivery WHERE account = $account AND message IN ($messages);")
	for one in $(echo "$messages" | tr -d ,); do
		printf '%s\n' "$there" | grep -qxF "$one" || die "$whose has no message $one. \
\"mailctl read $whose\" lists the messages. Nothing was changed."
	done
}

do_delete() {
	hold_maildrop "$1"
	find_messages "$@"
	delete_deliveries "delivery.account = $account AND delivery.message IN ($messages)"
	release_maildrop
	echo "$(counted "$removed" "message was" "messages were") removed."
}

# What the other account has already is only removed.
do_move() {
	from=$1
	source=$account
	find_account "$2"
	target=$account
	account=$source
	to=$2
	shift 2
	[ "$source" != "$target" ] || die "These are the same account. Nothing was changed."
	hold_maildrop "$from"
	find_messages "$from" "$@"
	sql <<END
$begin
UPDATE delivery SET account = $target WHERE account = $source AND message IN ($messages)
    AND message NOT IN (SELECT message FROM delivery WHERE account = $target);
DELETE FROM delivery WHERE account = $source AND message IN ($messages);
$forget_usage
COMMIT;
END
	release_maildrop
	count=$(printf '%s\n' "$messages" | tr , '\n' | sort -u | wc -l)
	echo "$(counted "$count" "message was" "messages were") moved to $to."
	account=$target
	warn_of_quota "$to"
}

# moment TEXT OPTION: seconds since 1970.
moment() {
	[ -n "$1" ] || usage "$2 needs a date"
	date -u -d "$1" +%s 2>/dev/null ||
		die "$2: \"$1\" is not a date. Write it as 2026-11-29, \"2026-11-29 18:30\" or \"3 days ago\", in UTC." 64
}

# Sets period= to SQL about the column arrived, from --since and --until.
find_period() {
	period="arrived IS NOT NULL"
	if [ -n "${opt_since+set}" ]; then
		seconds=$(moment "$opt_since" --since)
		period="$period AND arrived >= $seconds"
	fi
	if [ -n "${opt_until+set}" ]; then
		seconds=$(moment "$opt_until" --until)
		period="$period AND arrived < $seconds"
	fi
}

# decoded_subjects CONDITION: a line for each message, with its id, a tab, and the subject as people
# read it.
decoded_subjects() {
	value "SELECT message.id || '	' || replace(replace(subject, '	', ' '), '
', ' ') FROM message WHERE $1;" | "$smtpd" --decode
}

# with_subjects CONDITION: the beginning of a SELECT, which has a table "decoded" of the subjects that
# are encoded, for the messages of a condition.
with_subjects() {
	echo "WITH decoded (id, subject) AS (VALUES (CAST(0 AS bigint), '')"
	decoded_subjects "subject LIKE '%=?%' AND ($1)" |
		sed "s/'/''/g; s/^\([0-9]*\)	\(.*\)/, (\1, '\2')/"
	echo ')'
}

# The subject of a message, joined with LEFT JOIN decoded ON decoded.id = message.id.
subject="coalesce(decoded.subject, message.subject) AS subject"

# matching TEXT <LINES: the ids, with commas between, of the lines whose text contains TEXT. A to Z
# count as a to z.
matching() {
	text=$1 awk -F '	' '
		BEGIN { text = tolower(ENVIRON["text"]); separator = "" }
		$1 ~ /^[0-9]+$/ && index(tolower(substr($0, length($1) + 2)), text) && !seen[$1]++ {
			printf "%s%s", separator, $1
			separator = ", "
		}'
}

# contains EXPRESSION TEXT: SQL.
contains() {
	pattern=$(printf '%s\n' "$2" | sed 's/[\\%_]/\\&/g')
	printf "lower(%s) LIKE %s ESCAPE '%s'" "$1" "$(fold "%$pattern%")" "\\"
}

# narrow TEXT <LINES: to the messages of matching().
narrow() {
	ids=$(matching "$1")
	condition="$condition AND message.id IN (${ids:-0})"
}

# All headers of the maildrops that $whose names, from pop3d.
all_fields() {
	value "SELECT name FROM account WHERE $whose;" | while IFS= read -r one; do
		serve "$pop3d" --export="$one" --fields </dev/null ||
			die "pop3d did not print all headers. \"mailctl check\" may show why."
	done
}

do_search() {
	whose="0 = 0"
	if [ $# -gt 0 ]; then
		list=
		for one in "$@"; do
			find_account "$one"
			list="$list${list:+, }$account"
		done
		whose="account.id IN ($list)"
	fi
	find_period
	condition="message.id > 0 AND $period"
	[ -z "${opt_sender+set}" ] || condition="$condition AND $(contains reverse_path "$opt_sender")"
	if [ -n "${opt_larger+set}" ]; then
		octets=$(number "$opt_larger" --larger)
		condition="$condition AND message.octets > $octets"
	fi
	if [ -n "${opt_smaller+set}" ]; then
		octets=$(number "$opt_smaller" --smaller)
		condition="$condition AND message.octets < $octets"
	fi
	if [ -n "${opt_subject+set}" ]; then
		decoded_subjects "$condition" >"$work/subjects"
		narrow "$opt_subject" <"$work/subjects"
	fi
	if [ -n "${opt_header+set}" ]; then
		all_fields >"$work/fields"
		narrow "$opt_header" <"$work/fields"
	fi
	{
		with_subjects "$condition"
		cat <<END
SELECT account.name AS account, message.id AS message, $(date_of arrived) AS arrived,
    reverse_path AS sender, $subject, message.octets AS octets, seen
FROM delivery JOIN message ON message.id = delivery.message
JOIN account ON account.id = delivery.account
LEFT JOIN decoded ON decoded.id = message.id
WHERE $whose AND $condition ORDER BY message.id, lower(account.name);
END
	} >"$work/statement"
	table <"$work/statement"
}
