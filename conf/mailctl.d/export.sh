# Mail out: read and export.
# shellcheck shell=sh disable=SC2154,SC2034

# hand_out OPTION ...: has pop3d write a maildrop to standard output.
hand_out() {
	serve "$pop3d" "$@" ||
		die "pop3d did not hand out everything. \"mailctl check\" may tell why."
}

# fill_maildir DIRECTORY: makes a file of each message on standard input. Sets count=.
fill_maildir() {
	mkdir "$1" "$1/cur" "$1/new" "$1/tmp"
	total=$(value "SELECT count(*) FROM delivery WHERE account = $account;")
	count=0
	while read -r id arrived seen octets; do
		file=$arrived.m$id.pillarbox
		case $seen in
		0) file=new/$file ;;
		*) file=cur/$file:2,S ;;
		esac
		head -c "$octets" | sed 's/\r$//' >"$1/$file"
		count=$((count + 1))
		[ $((count % 50)) != 0 ] || show_progress "$count of $total"
	done
	show_progress "$count of $total" '\n'
}

# The maildrop of $account.
list_maildrop() {
	{
		with_subjects "message.id IN (SELECT message FROM delivery WHERE account = $account)"
		cat <<END
SELECT message.id AS message, $(date_of arrived) AS arrived, reverse_path AS sender, $subject,
    message.octets AS octets, seen
FROM delivery JOIN message ON message.id = delivery.message
LEFT JOIN decoded ON decoded.id = message.id
WHERE delivery.account = $account ORDER BY message.id;
END
	} >"$work/statement"
	table <"$work/statement"
}

do_read() {
	if [ $# = 1 ]; then
		list_maildrop
		return
	fi
	message=$(number "$2" "A message")
	hand_out --export="$1" --messages="$message" >"$work/messages"
	[ -s "$work/messages" ] ||
		die "$1 has no message $message. \"mailctl read $1\" lists the messages."
	sed '1d; s/\r$//' "$work/messages" >"$work/message"
	if [ -t 1 ]; then
		plain <"$work/message"
	else
		cat "$work/message"
	fi
}

do_export() {
	target=$(as_file "$2")
	if [ "$target" = - ]; then
		[ -z "${opt_maildir-}" ] || usage "a Maildir needs the name of a directory" export
		hand_out --export="$1"
		return
	fi
	[ ! -e "$target" ] || die "$target already exists. Choose another name."
	need_writable "$(dirname "$target")"
	stage=$(mktemp -d "$target.XXXXXX" 2>"$work/log") ||
		die "$target cannot be made. $(plain <"$work/log")"
	if [ -n "${opt_maildir-}" ]; then
		hand_out --export="$1" --messages >"$stage/messages"
		fill_maildir "$stage/exported" <"$stage/messages"
	else
		hand_out --export="$1" >"$stage/exported"
		# The text of messages has no such lines: they are quoted.
		count=$(grep -ac '^From ' "$stage/exported") || true
	fi
	mv "$stage/exported" "$target"
	echo "$(counted "$count" "message of $1 is" "messages of $1 are") in $target."
}
