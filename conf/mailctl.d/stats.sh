# How much mail there is: by day, account or domain.
# shellcheck shell=sh disable=SC2154,SC2034

# Messages and deliveries of each day. A day is a number of days since 1970 until the end.
stats_by_day() {
	cat <<END
SELECT substr($(date_of "days.day * 86400"), 1, 10) AS day, messages, octets, senders, deliveries
FROM (SELECT arrived / 86400 AS day, count(*) AS messages, CAST(sum(octets) AS bigint) AS octets,
        count(DISTINCT lower(reverse_path)) AS senders
    FROM message WHERE id > 0 AND $period GROUP BY arrived / 86400) AS days
JOIN (SELECT arrived / 86400 AS day, count(*) AS deliveries
    FROM delivery JOIN message ON message.id = delivery.message
    WHERE $period GROUP BY arrived / 86400) AS delivered ON delivered.day = days.day
ORDER BY days.day;
END
}

# What each account has received, as far as it is still there, and sent.
stats_by_account() {
	cat <<END
SELECT account.name AS account, coalesce(received.messages, 0) AS received,
    coalesce(received.octets, 0) AS octets, coalesce(sent.messages, 0) AS sent,
    $(date_of received.last) AS last_received, $(date_of sent.last) AS last_sent
FROM account
LEFT JOIN (SELECT account, count(*) AS messages, CAST(sum(delivery.octets) AS bigint) AS octets,
        max(arrived) AS last
    FROM delivery JOIN message ON message.id = delivery.message
    WHERE $period GROUP BY account) AS received ON received.account = account.id
LEFT JOIN (SELECT sender, count(*) AS messages, max(arrived) AS last
    FROM message WHERE id > 0 AND $period GROUP BY sender) AS sent ON sent.sender = account.id
ORDER BY lower(account.name);
END
}

# The domains of senders: what follows the last @. All other octets are cut from the end.
stats_by_domain() {
	cat <<END
SELECT CASE domain WHEN '' THEN '<>' ELSE domain END AS domain, count(*) AS messages,
    CAST(sum(octets) AS bigint) AS octets, count(DISTINCT reverse_path) AS senders,
    $(date_of 'max(arrived)') AS last
FROM (SELECT lower(substr(reverse_path,
        1 + length(rtrim(reverse_path, replace(reverse_path, '@', ''))))) AS domain,
        octets, lower(reverse_path) AS reverse_path, arrived
    FROM message WHERE id > 0 AND $period) AS sent
GROUP BY domain ORDER BY count(*) DESC, domain;
END
}

do_stats() {
	find_period
	by=${opt_by:-day}
	case $by in
	day | account | domain) "stats_by_$by" >"$work/statement" ;;
	*) usage "--by takes day, account or domain" stats ;;
	esac
	table <"$work/statement"
}
