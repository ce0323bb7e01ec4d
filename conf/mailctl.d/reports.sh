# What can go: expire, compact.
# shellcheck shell=sh disable=SC2154,SC2034

# delete_deliveries CONDITION: some at a time, so that mail can come in between. Sets removed=. The
# space counts as free at once: smtpd adds the maildrops up again.
delete_deliveries() {
	removed=0
	while :; do
		carry_out "$begin
			DELETE FROM delivery WHERE (account, message) IN
			(SELECT delivery.account, delivery.message
			FROM delivery JOIN message ON message.id = delivery.message WHERE $1 LIMIT 500) RETURNING 1;
			$forget_usage
			COMMIT;"
		[ "$changed" -gt 0 ] || break
		removed=$((removed + changed))
	done
}

do_expire() {
	condition=${opt_read+seen = 1}
	if [ -n "${opt_older-}" ]; then
		days=$(number "$opt_older" "--older")
		condition="${condition:-1 = 1} AND arrived < $now - 86400 * $days"
	fi
	[ -n "$condition" ] || usage "expire needs --older DAYS, or --read, or both" expire
	whose=
	for one in "$@"; do
		find_account "$one"
		whose="$whose${whose:+, }$account"
	done
	[ -z "$whose" ] || condition="$condition AND account IN ($whose)"
	if [ -n "${opt_dry-}" ]; then
		count=$(value "SELECT count(*) FROM delivery JOIN message ON message.id = delivery.message
			WHERE $condition;")
		echo "$(counted "$count" message messages) would be removed."
	else
		delete_deliveries "$condition"
		echo "$(counted "$removed" "message was" "messages were") removed."
	fi
}

do_compact() {
	"${engine}_compact"
}
