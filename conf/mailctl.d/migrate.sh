# The move of a whole store from SQLite to PostgreSQL.
#
# A round takes lists of what there is, from one moment, and makes the target equal to them. Each step of it
# is a transaction that can be made again, so that a run goes on wherever another one has ended. A message
# that the target has is only copied again if the source has changed it, as a repair does: its transaction
# has compared its content.
#
# The target's sequences are ahead of the source's ids by a million. So a message of the target that the
# source has removed differs from one that has come to the target by itself.
# shellcheck shell=sh disable=SC2154,SC2034

# The columns that are moved, those of text with a colon. The usage of a maildrop is added up again.
columns_of() {
	case $1 in
	account) echo id name: password: quota created last_sign_in ;;
	alias) echo name: target: ;;
	message) echo id transaction_id: arrived reverse_path: sender peer: helo: subject: octets ;;
	delivery) echo account message octets seen ;;
	esac
}

# Which rows are moved: mail is in the maildrop of an account.
rows_of() {
	case $1 in
	message) echo "id > 0 AND EXISTS (SELECT 1 FROM delivery WHERE message = message.id AND $(rows_of delivery))" ;;
	delivery) echo "message > 0 AND account IN (SELECT id FROM account) AND message IN (SELECT id FROM message)" ;;
	*) echo '1 = 1' ;;
	esac
}

# names_of TABLE: its columns, with commas.
names_of() {
	columns_of "$1" | sed 's/://g; s/ /, /g'
}

# present COLUMNS: SQL for them. A sender that has been removed is none, even where its id still is there.
present() {
	printf '%s' "$1" | sed 's/sender/(SELECT id FROM account WHERE account.id = sender)/'
}

# escaped COLUMN: SQL of SQLite for a text as COPY has it.
escaped() {
	printf '%s' "coalesce(replace(replace(replace(replace(replace(replace(replace($1, '\\', '\\\\'), char(8), '\\b'),
		char(9), '\\t'), char(10), '\\n'), char(11), '\\v'), char(12), '\\f'), char(13), '\\r'), '\\N')"
}

# line_of TABLE: SQL of SQLite for a row as COPY has it.
line_of() {
	line=
	for column in $(columns_of "$1"); do
		case $column in
		*:) column=$(escaped "${column%:}") ;;
		sender) column="coalesce($(present sender), '\\N')" ;;
		*) column="coalesce($column, '\\N')" ;;
		esac
		line="$line${line:+ || char(9) || }$column"
	done
	printf '%s' "$line"
}

# from_source STATEMENT ...: what they give, from one moment, as UTF-8.
from_source() {
	printf '%s\n' 'BEGIN;' "$@" 'COMMIT;' | on "$source" sql >"$work/raw"
	"$smtpd" --utf8 <"$work/raw" || die "There is no room for scratch files. Set TMPDIR to a larger directory."
}

# --- lists: a row on each line, sorted. A message also has its last part, and the octets of its content --

# split_lists STORE: lines that begin with the name of their table.
split_lists() {
	for listed in account alias delivery message; do
		sed -n "s/^$listed\t//p" "$work/lists" | sort -u >"$work/$1.$listed"
	done
}

list_source() {
	from_source \
		"SELECT 'account' || char(9) || $(line_of account) FROM account;" \
		"SELECT 'alias' || char(9) || $(line_of alias) FROM alias;" \
		"SELECT 'delivery' || char(9) || $(line_of delivery) FROM delivery WHERE $(rows_of delivery);" \
		"SELECT 'message' || char(9) || $(line_of message) || char(9) ||
		(SELECT coalesce(max(id) & 65535, -1) || char(9) || coalesce(sum(length(data)), 0) FROM content
		WHERE id BETWEEN message.id << 16 AND (message.id << 16) + 65535)
		FROM message WHERE $(rows_of message);" >"$work/lists"
	split_lists source
}

list_target() {
	{
		for listed in account alias delivery; do
			echo "COPY (SELECT '$listed', $(names_of "$listed") FROM $listed) TO STDOUT;"
		done
		echo "COPY (SELECT 'message', $(present "$(names_of message)"), last, present FROM message,
			LATERAL (SELECT coalesce(max(part), -1) AS last, coalesce(sum(octet_length(data)), 0) AS present
			FROM content WHERE content.message = message.id) AS found) TO STDOUT;"
	} | sql >"$work/lists"
	split_lists target
}

# --- what the target may hold -------------------------------------------------------------------------

# An account that cannot be removed.
identity="SELECT id || ' ' || created FROM account WHERE lower(name) = 'postmaster';"

# Whether the target is a copy of this store. Two stores may have been made within a second: then other
# accounts tell one from the other, because an id is never given again.
is_ours() {
	[ "$(value "$identity")" = "$(on "$source" value "$identity")" ] || return 1
	cut -f 1,5 "$work/target.account" | sort -k 1b,1 >"$work/created"
	[ -z "$(cut -f 1,5 "$work/source.account" | sort -k 1b,1 | join "$work/created" - | awk '$2 != $3')" ]
}

# Nothing but what smtpd --create makes, or a copy of this store that nobody has used.
check_target() {
	is_empty=$(value "SELECT 1 WHERE NOT EXISTS (SELECT FROM message) AND NOT EXISTS (SELECT FROM alias)
		AND NOT EXISTS (SELECT FROM account WHERE lower(name) <> 'postmaster');")
	[ -z "$is_empty" ] || return 0
	is_ours || die "$shown holds other accounts or mail. Name an empty database."
	[ -z "$(value "SELECT 1 WHERE EXISTS (SELECT FROM message WHERE id > $top_message)
		OR EXISTS (SELECT FROM account WHERE id > $top_account);")$(
		cut -f 1,6 "$work/target.account" | sort -k 1b,1 >"$work/signed-in"
		cut -f 1,6 "$work/source.account" | sort -k 1b,1 | join "$work/signed-in" - |
			awk '$2 != "\\N" && ($3 == "\\N" || $2 > $3)'
	)" ] || die "$shown has been used since it was copied. Nothing was changed. \
To give up what is there, name an empty database."
}

# The highest ids that the source has ever given.
find_tops() {
	top_message=$(on "$source" value "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'message';")
	top_account=$(on "$source" value "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'account';")
}

# --- steps --------------------------------------------------------------------------------------------

# listed TABLE: statements that make a temporary table of the source's rows.
listed() {
	echo "CREATE TEMP TABLE listed AS SELECT $(names_of "$1") FROM $1 WHERE false;"
	echo "COPY listed FROM STDIN;"
	cat "$work/source.$1"
	printf '%s\n' '\.'
}

# Accounts that the source does not have any more stay until their mail has gone. No valid name has a
# colon: two accounts may have changed their names.
move_accounts() {
	{
		echo "$begin"
		listed account
		cat <<END
UPDATE account SET name = ':' || id
WHERE NOT EXISTS (SELECT FROM listed WHERE listed.id = account.id AND listed.name = account.name);
UPDATE account SET name = listed.name, password = listed.password, quota = listed.quota,
    created = listed.created, last_sign_in = listed.last_sign_in, usage = NULL
FROM listed WHERE listed.id = account.id;
INSERT INTO account ($(names_of account)) SELECT * FROM listed WHERE id NOT IN (SELECT id FROM account);
SELECT setval('account_id_seq', greatest(last_value, $top_account + 1000000)) FROM account_id_seq;
SELECT setval('message_id_seq', greatest(last_value, $top_message + 1000000)) FROM message_id_seq;
DROP TABLE listed;
END
		listed alias
		cat <<END
DELETE FROM alias;
INSERT INTO alias ($(names_of alias)) SELECT * FROM listed ON CONFLICT DO NOTHING;
COMMIT;
END
	} | sql >/dev/null
}

# New deliveries come first: a message goes with its last delivery.
move_deliveries() {
	{
		echo "$begin"
		listed delivery
		cat <<END
CREATE INDEX ON listed (account, message);
ANALYZE listed;
INSERT INTO delivery ($(names_of delivery)) SELECT listed.* FROM listed JOIN message ON id = message
ON CONFLICT (account, message) DO UPDATE SET octets = excluded.octets, seen = excluded.seen
WHERE (delivery.octets, delivery.seen) <> (excluded.octets, excluded.seen);
DELETE FROM delivery WHERE NOT EXISTS (SELECT FROM listed WHERE listed.account = delivery.account
    AND listed.message = delivery.message);
DROP TABLE listed;
END
		listed account
		cat <<END
DELETE FROM account WHERE id NOT IN (SELECT id FROM listed);
COMMIT;
END
	} | sql
}

# batches: the ids of messages that the target does not have like that, with commas, some on each line: those
# of 16 MiB, of which a message needs 4096 octets for its rows.
batches() {
	comm -23 "$work/source.message" "$work/target.message" | awk -F '\t' '{ print $1 "\t" $NF }' |
		sort -n | awk -F '\t' -v most=16777216 '
			{ octets += $2 + 4096; is_full = octets > most }
			NR > 1 { printf "%s", is_full ? "\n" : "," }
			is_full { octets = $2 + 4096 }
			{ printf "%s", $1 }
			END { if (NR > 0) print "" }'
}

# copy_of TABLE CONDITION: statements of SQLite that print a COPY of PostgreSQL with its rows.
copy_of() {
	printf '%s\n' "SELECT 'COPY $1 ($(names_of "$1")) FROM STDIN;';" \
		"SELECT $(line_of "$1") FROM $1 WHERE $2;" "SELECT '\\.';"
}

# read_batch IDS: the rows of the messages, and in a file of its own their content. It comes from sqlite3
# through a descriptor, because the owner of the database cannot write to our files.
read_batch() {
	from_source "$(copy_of message "id IN ($1) AND $(rows_of message)")" \
		"$(copy_of delivery "message IN ($1) AND $(rows_of delivery)")" \
		'.output |cat >&3' \
		"SELECT (id >> 16) || char(9) || (id & 65535) || char(9) || '\\\\x' || lower(hex(data))
		FROM (SELECT id AS one FROM message WHERE id IN ($1) AND $(rows_of message))
		JOIN content ON id BETWEEN one << 16 AND (one << 16) + 65535 ORDER BY id;" \
		"SELECT '\\.';" '.output' 3>"$work/content" >"$work/rows"
}

# move_batch IDS: stores the messages with all that belongs to them, in place of what the target has of them.
# The server gives the content back before the COMMIT, and the digest of that must be the same.
move_batch() {
	read_batch "$1"
	digest=$(head -n -1 "$work/content" | sha256sum)
	{
		echo "$begin"
		echo "DELETE FROM delivery WHERE message IN ($1);"
		echo "DELETE FROM message WHERE id IN ($1);"
		cat "$work/rows"
		echo 'COPY content (message, part, data) FROM STDIN;'
		cat "$work/content"
		echo 'SET LOCAL bytea_output = hex;'
		printf '%s' "\\copy (SELECT message, part, data FROM content WHERE message BETWEEN ${1%%,*} AND ${1##*,}" \
			" AND message IN ($1) ORDER BY message, part) TO PROGRAM 'sha256sum | grep -q ^${digest%% *}" \
			' || { echo content has not arrived as it was sent >&2; false; }' "'"
		printf '\n%s\n' 'COMMIT;'
	} | sql
}

move_messages() {
	batches >"$work/batches"
	total=$(tr ',' '\n' <"$work/batches" | grep -c .) || true
	moved=0
	while IFS= read -r ids; do
		move_batch "$ids"
		moved=$((moved + $(printf '%s\n' "$ids" | tr ',' '\n' | wc -l)))
		show_progress "$moved of $total"
	done <"$work/batches"
	[ "$total" = 0 ] || show_progress "$total of $total" '\n'
}

# Whether the target is equal to the lists of the source.
is_moved() {
	list_target
	for listed in account alias message delivery; do
		cmp -s "$work/source.$listed" "$work/target.$listed" || return 1
	done
}

do_migrate() {
	[ "$engine" = sqlite ] || die "The database is already in PostgreSQL."
	case $1 in
	postgresql:*) ;;
	*) usage "the target is postgresql: and a connection string" migrate ;;
	esac
	source=$database
	eval "read_settings $global $(shell_quote "-d$1")"
	database_exists || {
		postgresql_is_free
		create_database
	}
	postgresql_need
	rounds=0
	until [ "$rounds" -gt 0 ] && is_moved; do
		[ "$rounds" -lt 10 ] || die "$shown still differs from $source, because mail is being removed all the time \
or another program writes there. Stop the services, and run this again."
		rounds=$((rounds + 1))
		find_tops
		list_source
		list_target
		check_target
		move_accounts
		move_messages
		move_deliveries
	done
	value 'ANALYZE account, alias, message, delivery, content;'
	echo "$shown: $(count_all | sql)"
}
