# Mail in: import and send.
# shellcheck shell=sh disable=SC2154,SC2034

drop_guest() {
	value "DELETE FROM account WHERE name = '$guest';"
}

# open_mbox FILE: as standard input, and as a file, in which smtpd can move about.
open_mbox() {
	if [ "$1" != - ]; then
		need_file "$1"
		exec <"$1"
	elif ! [ -f /dev/stdin ]; then
		cat >"$work/mbox"
		exec <"$work/mbox"
	fi
}

# check_maildir DIRECTORY: nothing that a user put into it leads root to other files.
check_maildir() {
	for part in "$1/cur" "$1/new"; do
		[ -d "$part" ] || is_hidden "$part" || die "$1 is no Maildir: there is no directory $part."
		enter "$part"
		[ -r "$part" ] || refuse_user "$part" "read it"
	done
	odd=$(find "$1/cur" "$1/new" \( ! -type f ! -type d -o -name '*[[:cntrl:]]*' \) -print |
		plain | head -n 1)
	[ -z "$odd" ] || die "$odd is no file, or its name has control characters. \
Move it away. Nothing was imported."
}

# import_input OPTION ...: gives the messages of standard input to the guest, and writes smtpd's answers.
import_input() {
	serve "$smtpd" --import="$guest" -o max_message_size=1G "$@" || echo stopped
}

# import_maildir DIRECTORY: the same for its files, in the order of their names.
import_maildir() {
	find "$1/cur" "$1/new" -type f | awk -F / '{ print $NF "\t" $0 }' | sort -n | cut -f 2- |
		while IFS= read -r file; do
			echo "file ${file##*/}"
			import_input --message="${file##*/}" <"$file"
		done
}

# take_answers MAILBOX: counts the messages, and tells what went wrong.
take_answers() {
	messages=0
	mailbox=$1
	reason=
	while read -r code words; do
		case $code in
		file) mailbox="$1: $words" ;;
		note) warn "$1: $words" ;;
		fault) reason="$mailbox $words. " ;;
		stopped) die "${reason}Nothing was imported." ;;
		*)
			messages=$((messages + 1))
			[ $((messages % 50)) != 0 ] || show_progress "$messages"
			[ "$code" != 250 ] || continue
			warn "message $messages: $code $words"
			: >"$work/refused"
			;;
		esac
	done
	show_progress "$messages" '\n'
}

# show_progress NUMBER [END]: on a terminal, in place of what it showed before.
show_progress() {
	[ ! -t 2 ] || printf '\rmessages: %s %b' "$1" "${2-}" >&2
}

# The guest's messages become those of the account, all at once. Sets changed= to their number.
take_over() {
	carry_out "$begin
UPDATE delivery SET account = $account WHERE account = (SELECT id FROM account WHERE name = '$guest')
RETURNING 1;
UPDATE account SET usage = NULL WHERE id = $account;
DELETE FROM account WHERE name = '$guest';
COMMIT;"
}

# warn_of_quota NAME: of $account, if no more mail can arrive.
warn_of_quota() {
	[ -z "$(value "SELECT 1 FROM account WHERE id = $account
		AND coalesce(quota, $conf_quota) BETWEEN 1 AND
		(SELECT sum(octets) FROM delivery WHERE account = $account);")" ] ||
		warn "The maildrop of $1 is full now. \"mailctl quota $1 OCTETS\" makes room for new mail."
}

do_import() {
	source=$(as_file "$2")
	import="import_input"
	if [ -d "$source" ]; then
		check_maildir "$source"
		import="import_maildir"
	else
		open_mbox "$source"
		set -- "$1"
		case $source in
		*.[Ee][Mm][Ll]) import="import_input --message=eml" ;;
		esac
	fi
	# An account for this run only. Nobody can guess its name.
	guest=mailctl.$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
	value "INSERT INTO account (name, password, created) VALUES ('$guest', '!', $now);"
	$import ${2+"$source"} | take_answers "$source"
	take_over
	guest=
	echo "$(counted "$changed" "message was" "messages were") imported into the maildrop of $1."
	warn_of_quota "$1"
	[ ! -e "$work/refused" ] || die "The messages above were not imported. The others were."
}

do_send() {
	from=${opt_from-postmaster}
	from=${from#<}
	[ ! -t 0 ] || warn "Type the message, then Ctrl-D."
	# A line that ends in CRLF ends in LF. The first one may hold the whole text: CR may end its lines.
	sed -e '1s/^\([^\r]*\)\r$/\1/' -e '1!s/\r$//' >"$work/message"
	if serve "$smtpd" --send="${from%>}" ${opt_subject+--subject="$opt_subject"} -- "$@" \
		<"$work/message" >"$work/answers"; then
		sed -n '$s/.* //p' "$work/answers"
		return
	fi
	answer=$(tail -n 1 "$work/answers" | tr -d '\r')
	case $answer in
	*' 4.2.2 '*) answer="$answer. \"mailctl quota NAME OCTETS\" makes room." ;;
	esac
	die "Nothing was sent. smtpd says: ${answer#fault }"
}
