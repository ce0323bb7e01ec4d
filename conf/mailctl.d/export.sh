# Mail out: read and export.
# shellcheck shell=sh disable=SC2154,SC2034

# copy_to_guest CONDITION: pop3d then hands out what is there now, whatever becomes of the maildrop, and
# marks nothing as read. Sets count=, and writes "id arrived seen" of each message.
copy_to_guest() {
	begin_guest NULL
	sql >"$work/messages" <<END
BEGIN IMMEDIATE;
INSERT INTO delivery (account, message, octets, seen)
SELECT guest.id, message, octets, seen FROM delivery, account AS guest
WHERE guest.name = '$guest' AND account = $account AND $1;
SELECT message.id || ' ' || arrived || ' ' || seen
FROM account JOIN delivery ON account = account.id JOIN message ON message.id = delivery.message
WHERE name = '$guest' ORDER BY message.id;
COMMIT;
END
	count=$(wc -l <"$work/messages")
}

# The guest's maildrop as an mbox. The guest has no password yet, so that the first one is right.
retrieve() {
	printf 'USER %s\r\nPASS %s\r\nRETR\r\nQUIT\r\n' "$guest" \
		"$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" |
		serve "$pop3d" -o interactive=local -o plaintext_auth=local |
		PROGRESS=$([ ! -t 2 ] || [ -t 1 ] || echo yes) TOTAL=$count awk '
			{ sub(/\r$/, "") }
			!inside && !/^[+]OK/ { exit }
			!inside { inside = NR == 4; next }
			$0 == "." { complete = 1; exit }
			{ sub(/^[.]/, "") }
			/^From / && (++messages % 50 == 0 || messages == ENVIRON["TOTAL"]) && ENVIRON["PROGRESS"] {
				printf "\r%d of %d messages ", messages, ENVIRON["TOTAL"] > "/dev/stderr"
			}
			{ print }
			END { exit !complete }' ||
		die "pop3d did not hand out everything. \"mailctl check\" may tell why."
}

# split_mbox: an mbox of pop3d on standard input becomes messages again. FILES names the file for each
# of them.
split_mbox() {
	FILES=$1 awk '
		/^From / {
			if (path != "")
				close(path)
			getline path < ENVIRON["FILES"]
			printf "" > path
			held = 0
			next
		}
		held { print "" > path }
		{ held = $0 == "" }
		!held { print (/^>+From / ? substr($0, 2) : $0) > path }'
}

do_read() {
	need_database
	find_account "$1"
	if [ $# = 1 ]; then
		table <<END
SELECT message.id AS message, $(date_of arrived) AS arrived, reverse_path AS sender, subject,
    message.octets AS octets, seen
FROM delivery JOIN message ON message.id = message WHERE account = $account ORDER BY message.id;
END
		return
	fi
	message=$(number "$2" "A message")
	copy_to_guest "message = $message"
	[ "$count" = 1 ] || die "$1 has no message $message. \"mailctl read $1\" lists the messages."
	echo "$work/one" >"$work/files"
	retrieve >"$work/mbox"
	split_mbox "$work/files" <"$work/mbox"
	if [ -t 1 ]; then
		plain <"$work/one"
	else
		cat "$work/one"
	fi
}

do_export() {
	need_database
	find_account "$1"
	target=$(as_file "$2")
	if [ "$target" = - ]; then
		[ -z "${opt_maildir-}" ] || usage "a Maildir needs the name of a directory"
		copy_to_guest 1
		retrieve
		return
	fi
	[ ! -e "$target" ] || die "$target already exists. Choose another name."
	stage=$(mktemp -d "$target.XXXXXX" 2>/dev/null) ||
		die "$(dirname "$target") is no directory that you may write to."
	copy_to_guest 1
	retrieve >"$stage/mbox"
	if [ -n "${opt_maildir-}" ]; then
		mkdir "$stage/Maildir" "$stage/Maildir/cur" "$stage/Maildir/new" "$stage/Maildir/tmp"
		STAGE=$stage/Maildir awk '{
			name = $2 ".m" $1 ".pillarbox"
			print ENVIRON["STAGE"] ($3 ? "/cur/" name ":2,S" : "/new/" name)
		}' "$work/messages" >"$work/files"
		split_mbox "$work/files" <"$stage/mbox"
		mv "$stage/Maildir" "$target"
	else
		mv "$stage/mbox" "$target"
	fi
	[ ! -t 2 ] || echo >&2
	echo "$count messages of $1 are in $target."
}
