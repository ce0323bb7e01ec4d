# Mail in: import and send.
# shellcheck shell=sh disable=SC2154,SC2034

# begin_guest PASSWORD: an account for this run of mailctl only. Nobody can guess its name.
begin_guest() {
	guest=mailctl.$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
	value "INSERT INTO account (name, password, created) VALUES ('$guest', $1, unixepoch());"
}

drop_guest() {
	value "DELETE FROM account WHERE name = '$guest';"
}

# open_mbox FILE: as standard input, and as a file, in which smtpd can move about.
open_mbox() {
	if [ "$1" != - ]; then
		[ -r "$1" ] || die "There is no $1, or you may not read it."
		exec <"$1"
	elif ! [ -f /dev/stdin ]; then
		cat >"$work/mbox"
		exec <"$work/mbox"
	fi
}

# check_maildir DIRECTORY: nothing that a user put into it leads root to other files.
check_maildir() {
	if ! [ -r "$1/cur" ] || ! [ -r "$1/new" ]; then
		die "$1 is no Maildir with cur and new, or you may not read it."
	fi
	odd=$(find "$1/cur" "$1/new" \( ! -type f ! -type d -o -name '*[[:cntrl:]]*' \) -print |
		plain | head -n 1)
	[ -z "$odd" ] || die "$odd is no file, or its name has control characters. \
Move it away. Nothing was imported."
}

# import_input OPTION ...: gives the messages of standard input to the guest. smtpd answers with a line
# for each: two codes, the arrival, whether it was read, and the id or what is wrong.
import_input() {
	serve "$smtpd" --import="$guest" -o max_message_size=1G "$@" || echo stopped
}

# import_maildir DIRECTORY: the same for its files, in the order of their names. A name begins with the
# time of arrival and ends with flags.
import_maildir() {
	find "$1/cur" "$1/new" -type f | awk -F / '{ print $NF "\t" $0 }' | sort -n | cut -f 2- |
		while IFS= read -r file; do
			name=${file##*/}
			arrived=${name%%.*}
			case $arrived in
			'' | *[!0-9]* | ???????????*) arrived=-1 ;;
			esac
			case $name in
			*:2,*S*) seen=1 ;;
			*) seen=0 ;;
			esac
			echo "file - $arrived $seen $name"
			import_input --message <"$file"
		done
}

# take_answers MAILBOX: makes SQL of smtpd's answers, and tells what went wrong.
take_answers() {
	messages=0
	mailbox=$1
	reason=
	facts=
	while read -r code enhanced arrived seen words; do
		case $code in
		file)
			mailbox="$1: $words"
			facts="nullif($arrived, -1), $seen"
			;;
		250) echo "INSERT INTO arrival VALUES ('$words', ${facts:-nullif($arrived, -1), $seen});" ;;
		[45]??) echo "message $((messages + 1)): $code $enhanced $words" >>"$work/refused" ;;
		doubtful) warn "$1: $enhanced lines look like the first line of a message, but have no \
blank line before them. They were imported as text." ;;
		cut-off) warn "$1: the last message is shorter than its Content-Length. The file may have \
been cut off." ;;
		compressed) reason="is compressed: decompress it" ;;
		no-mbox) reason="is no mbox: its first line is no From line with a date" ;;
		mixed) reason="has lines that end in LF, and later in CR: split it" ;;
		unreadable) reason="cannot be read to its end" ;;
		stopped)
			tell_refused
			die "${reason:+$mailbox $reason. }Nothing was imported."
			;;
		esac
		case $code in
		[245]??) messages=$((messages + 1)) ;;
		esac
		[ $((messages % 50)) != 0 ] || show_progress "$messages"
	done
	show_progress "$messages"
}

show_progress() {
	[ ! -t 2 ] || printf '\r%s messages ' "$1" >&2
}

tell_refused() {
	[ ! -e "$work/refused" ] || sed 's/^/mailctl: /' "$work/refused" >&2
}

# The guest's messages become those of the account, with their own dates, all at once.
take_over() {
	guest_id=$(value "SELECT id FROM account WHERE name = '$guest';")
	{
		echo "CREATE TEMP TABLE arrival (id TEXT PRIMARY KEY, time INTEGER, seen INTEGER);"
		cat "$work/arrivals"
		cat <<END
BEGIN IMMEDIATE;
UPDATE message SET arrived = time FROM arrival WHERE arrival.id = transaction_id AND time NOT NULL
AND message.id IN (SELECT message FROM delivery WHERE account = $guest_id);
UPDATE delivery SET account = $account,
    seen = (SELECT arrival.seen FROM message JOIN arrival ON arrival.id = transaction_id
            WHERE message.id = message)
WHERE account = $guest_id;
SELECT changes();
UPDATE account SET usage = NULL WHERE id = $account;
DELETE FROM account WHERE name = '$guest';
COMMIT;
END
	} | sql
}

do_import() {
	need_database
	find_account "$1"
	source=$(as_file "$2")
	if [ -d "$source" ]; then
		check_maildir "$source"
		import=import_maildir
	else
		open_mbox "$source"
		import=import_input
		set -- "$1"
	fi
	begin_guest "'!'"
	$import ${2+"$source"} | take_answers "$source" >"$work/arrivals"
	[ ! -t 2 ] || echo >&2
	imported=$(take_over)
	guest=
	echo "$imported messages were imported into the maildrop of $1."
	[ -z "$(value "SELECT 1 FROM account WHERE id = $account
		AND ifnull(quota, $conf_quota) BETWEEN 1 AND
		(SELECT sum(octets) FROM delivery WHERE account = $account);")" ] ||
		warn "The maildrop of $1 is full now. \"mailctl quota $1 OCTETS\" makes room for new mail."
	tell_refused
	[ ! -e "$work/refused" ] || die "The messages above were not imported. The others were."
}

# complete_address ADDRESS: sets address= to it without angle brackets, and with a domain.
complete_address() {
	address=${1#<}
	address=${address%>}
	case $address in
	'"'*'"') address=$address@$(main_domain) ;;
	*@* | '') ;;
	*) address=$address@$(main_domain) ;;
	esac
}

# write_header RECIPIENT ...: of a message whose text a person or a script has written. A line has at
# most 998 octets (RFC 5322 section 2.1.1), so each recipient has its own.
write_header() {
	to=
	for one in "$@"; do
		complete_address "$one"
		to="$to${to:+,
 }<$address>"
	done
	complete_address "${from:-postmaster}"
	cat <<END
From: <$address>
To: $to
Subject: $opt_subject
Date: $(date '+%a, %d %b %Y %H:%M:%S %z')
Message-ID: <mailctl.$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')@$conf_hostname>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

END
}

# speak RECIPIENT ...: an LMTP session up to the recipients. Only codes count in the replies.
speak() {
	printf 'LHLO mailctl\r\nMAIL FROM:<%s> SMTPUTF8\r\n' "$from"
	printf 'RCPT TO:<%s>\r\n' "$@"
}

# check_replies: nothing may have been refused.
check_replies() {
	refusal=$(tr -d '\r' <"$work/replies" | grep -m 1 '^[45]') || return 0
	case $refusal in
	*' 4.2.2 '*) advice=" \"mailctl quota NAME OCTETS\" makes room." ;;
	*) advice= ;;
	esac
	die "Nothing was sent. smtpd says: $refusal$advice"
}

do_send() {
	need_database
	complete_address "${opt_from-postmaster}"
	from=$address
	speak "$@" | serve "$smtpd" -l >"$work/replies"
	check_replies
	[ ! -t 0 ] || warn "Type the message, then Ctrl-D."
	{
		[ -z "${opt_subject+set}" ] || write_header "$@"
		cat
	} | awk '
		NR == 1 { cr = /\r./ }
		{ sub(/\r$/, "") }
		cr { gsub(/\r/, "\r\n") }
		{ printf "%s\r\n", $0 }' >"$work/message"
	{
		speak "$@"
		printf 'BDAT %d LAST\r\n' "$(wc -c <"$work/message")"
		cat "$work/message"
	} | serve "$smtpd" -l -o log=info >"$work/replies" 2>"$work/log"
	check_replies
	sed -n 's/.* event=deliver id=\([^ ]*\) .*/\1/p' "$work/log"
}
