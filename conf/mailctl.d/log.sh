# Who sent what to whom.
# shellcheck shell=sh disable=SC2154,SC2034

# Lower ids can appear later, because a message gets its id before it is stored. So many are watched.
watched=500

# log_of CONDITION: a table of the messages.
log_of() {
	{
		with_subjects "$1"
		cat <<END
SELECT $(date_of arrived) AS time, transaction_id AS id, reverse_path AS sender,
    account.name AS signed_in, peer,
    (SELECT $(joined name) FROM delivery JOIN account ON account.id = delivery.account
     WHERE delivery.message = message.id) AS recipients,
    octets, $subject
FROM message LEFT JOIN account ON account.id = message.sender
LEFT JOIN decoded ON decoded.id = message.id
WHERE $1 ORDER BY message.id;
END
	} >"$work/statement"
	table <"$work/statement"
}

# numbers_of CONDITION: the messages, oldest first.
numbers_of() {
	value "SELECT id FROM message WHERE $1;" | sort -n
}

# follow_rows CONDITION: the same without the lines above the rows.
follow_rows() {
	log_of "$1" | tail -n +"$([ -n "$format" ] && echo 2 || echo 3)"
}

# remember_log: the messages that need not be shown. Sets newest= to the last one.
remember_log() {
	value "SELECT id FROM message WHERE id > 0 ORDER BY id DESC LIMIT $watched;" | sort -n >"$work/told"
	newest=$(tail -n 1 "$work/told")
}

# Never ends by itself.
follow_log() {
	oldest=0
	while sleep 1; do
		[ "$(wc -l <"$work/told")" -lt "$watched" ] || oldest=$(head -n 1 "$work/told")
		numbers_of "id > $oldest AND $condition" | grep -vxFf "$work/told" >"$work/new" || continue
		follow_rows "message.id IN ($(paste -s -d , "$work/new"))"
		sort -n -u "$work/told" "$work/new" | tail -n "$watched" >"$work/both"
		mv "$work/both" "$work/told"
	done
}

do_log() {
	[ -z "${opt_follow-}" ] || [ "$format" != json ] || usage "--follow never ends, so it cannot print JSON: use --csv" log
	last=$(number "${opt_last:-100}" "--last")
	find_period
	condition="id > 0 AND $period"
	if [ $# = 1 ]; then
		find_account "$1"
		condition="$condition AND (sender = $account
			OR id IN (SELECT message FROM delivery WHERE account = $account))"
	fi
	remember_log
	log_of "message.id IN (SELECT id FROM message WHERE id <= ${newest:-0} AND $condition
		ORDER BY id DESC LIMIT $last)"
	[ -z "${opt_follow-}" ] || follow_log
}
