# Accounts and their passwords.
# shellcheck shell=sh disable=SC2154,SC2034

# as_stored NAME: sets stored= to the name as the database has it, with a domain in ASCII. False if no
# account can have the name.
as_stored() {
	stored=$(
		"$smtpd" --names <<END
$1
END
	) && stored=$1 && return
	case $stored in
	*'	'*) stored=${stored##*'	'} ;;
	*) return 1 ;;
	esac
}

check_name() {
	as_stored "$1" || die "\"$1\" cannot be the name of an account. A name has 1 to 64 \
letters, digits, dots, _ and -, and begins with a letter or digit. Then @ and a domain may follow." 64
}

# warn_of_domain NAME: as it is stored.
warn_of_domain() {
	case $1 in
	*@*) ;;
	*) return ;;
	esac
	printf '%s\n' "$conf_domains" | tr ', \t' '\n' | grep -Fixq -- "${1##*@}" ||
		warn "No mail arrives for $1, because ${1##*@} is not one of the setting domains."
}

# warn_of_shared_name NAME: as it is stored. A login without a domain may mean another account then, or none.
warn_of_shared_name() {
	bare=$(fold "${1%@*}")
	sharing=$(value "SELECT name FROM account WHERE lower(name) = $bare
		OR substr(lower(name), 1, length($bare) + 1) = $bare || '@' ORDER BY name;" | tr '\n' ' ')
	case ${sharing% } in
	*' '*) warn "Several accounts are called ${1%@*}: ${sharing% }. Their users should sign in with the \
whole address." ;;
	esac
}

# find_account NAME: sets account= to its id, and name= to the folded name as SQL.
find_account() {
	check_name "$1"
	name=$(fold "$stored")
	account=$(value "SELECT id FROM account WHERE lower(name) = $name;")
	[ -n "$account" ] || die "There is no account $1. \"mailctl list\" shows all accounts."
}

# refuse_taken NAME ADVICE: unless it is another name of the account that has been found.
refuse_taken() {
	[ -z "$(value "SELECT 1 FROM account WHERE lower(name) = $(fold "$stored") AND id <> ${account:-0};")" ] ||
		die "There is already an account $1. $2"
}

# ask_once PROMPT: sets answer=.
ask_once() {
	printf '%s' "$1" >&2
	IFS= read -r answer || die "There is no password. Nothing was changed."
	echo >&2
}

# Sets password=.
ask_password() {
	if [ -t 0 ]; then
		terminal=$(stty -g)
		stty -echo
		ask_once "Password: "
		password=$answer
		ask_once "Once more: "
		stty "$terminal"
		terminal=
		[ "$password" = "$answer" ] || die "The passwords do not match. Nothing was changed."
	else
		IFS= read -r password || [ -n "$password" ] || die "There is no password. Nothing was changed."
	fi
	case $password in
	'') die "The password is empty. Nothing was changed." ;;
	*[[:cntrl:]]*) die "A password must not contain control characters. Nothing was changed." ;;
	esac
	# A line of POP3 has 255 octets, with PASS and the line end (RFC 2449 section 4).
	[ ${#password} -le 248 ] || die "A password must not be longer than 248 octets. Nothing was changed."
}

# Sets hash= to the hash of $password, as SQL: of an account that pop3d creates in an empty database.
hash_password() {
	make_example
	printf 'USER new\r\nPASS %s\r\nQUIT\r\n' "$password" |
		alone "$work/new.db" serve "$pop3d" -o interactive=local -o plaintext_auth=local \
			>"$work/replies" || true
	hash=$(alone "$work/new.db" value "SELECT password FROM account WHERE name = 'new';")
	[ -n "$hash" ] || die "pop3d cannot hash the password. It says: $(sed -n 3p "$work/replies")"
	hash=$(quote "$hash")
}

# quota_value TEXT: for the column quota.
quota_value() {
	case $1 in
	none) echo 0 ;;
	default) echo NULL ;;
	*) number "$1" "A quota" ;;
	esac
}

# warn_of_alias NAME FOLDED-NAME: the second one as SQL. An alias comes before the account of its name.
warn_of_alias() {
	[ -z "$(value "SELECT 1 FROM alias WHERE lower(name) = $2 LIMIT 1;")" ] ||
		warn "There is also an alias $1. \"mailctl explain $1\" shows who gets its mail."
}

do_add() {
	check_name "$1"
	new=$(quote "$stored")
	quota=$(quota_value "${opt_quota:-default}")
	find_owner
	database_exists || create_database
	need_database
	refuse_taken "$1" "\"mailctl passwd $1\" sets its password."
	hash="'!'"
	if [ -z "${opt_locked-}" ]; then
		ask_password
		hash_password
	fi
	value "INSERT INTO account (name, password, quota, created)
		VALUES ($new, $hash, $quota, $now);"
	warn_of_alias "$1" "$(fold "$stored")"
	warn_of_domain "$stored"
	warn_of_shared_name "$stored"
}

do_passwd() {
	ask_password
	hash_password
	value "UPDATE account SET password = $hash WHERE id = $account;"
}

do_lock() {
	value "UPDATE account SET password = '!' || coalesce(password, '')
		WHERE id = $account AND coalesce(password, '') NOT LIKE '!%';"
}

do_unlock() {
	case $(value "SELECT substr(password, 1, 2) FROM account WHERE id = $account;") in
	'!' | '*'*) die "$1 has no old password. \"mailctl passwd $1\" sets one." ;;
	esac
	value "UPDATE account SET password = substr(password, 2)
		WHERE id = $account AND password LIKE '!_%';"
}

refuse_postmaster() {
	[ "$name" != "'postmaster'" ] ||
		die "postmaster stays. \"mailctl alias add postmaster NAME\" delivers its mail to NAME."
}

# refuse_mail NAME: an account that has messages is only removed --with-mail.
refuse_mail() {
	messages=$(value "SELECT count(*) FROM delivery WHERE account = $account;")
	[ "$messages" = 0 ] || die "$1 has $(counted "$messages" message messages). \"mailctl export $1 FILE\" \
saves the mail, and \"mailctl remove --with-mail $1\" removes it too."
}

do_remove() {
	refuse_postmaster
	if [ -n "${opt_with-}" ]; then
		delete_deliveries "account = $account"
	else
		refuse_mail "$1"
	fi
	# Without --with-mail, not if mail has come just now.
	sql <<END
$begin
DELETE FROM account WHERE id = $account AND (${opt_with:+1 = 1 OR}
    NOT EXISTS (SELECT 1 FROM delivery WHERE account = $account));
CREATE TEMP TABLE dead AS SELECT name FROM alias WHERE lower(target) = $name
AND $name NOT IN (SELECT lower(name) FROM alias UNION SELECT lower(name) FROM account);
SELECT 'The alias ' || name || ' no longer leads to ' || $(quote "$1") || '.' FROM dead;
DELETE FROM alias WHERE lower(target) = $name AND name IN (SELECT name FROM dead);
COMMIT;
END
	refuse_mail "$1"
}

# If there is an alias of the old name, its targets still mean that. No target appears twice.
do_rename() {
	check_name "$2"
	new=$(quote "$stored")
	folded=$(fold "$stored")
	refuse_postmaster
	refuse_taken "$2" "Choose another name."
	moves="NOT EXISTS (SELECT 1 FROM alias AS old WHERE lower(old.name) = $name)"
	sql <<END
$begin
UPDATE account SET name = $new WHERE id = $account;
DELETE FROM alias WHERE lower(target) = $folded AND $name <> $folded AND $moves
AND EXISTS (SELECT 1 FROM alias AS other WHERE lower(other.name) = lower(alias.name)
    AND lower(other.target) = $name);
UPDATE alias SET target = $new WHERE lower(target) = $name AND $moves;
COMMIT;
END
	warn_of_alias "$1" "$name"
	warn_of_alias "$2" "$folded"
	warn_of_domain "$stored"
	warn_of_shared_name "$stored"
}

# What list and show tell of an account.
account_columns() {
	cat <<END
    CASE WHEN password IS NULL THEN 'no password'
         WHEN substr(password, 1, 1) IN ('!', '*') THEN 'locked' ELSE 'open' END AS state,
    count(delivery.message) AS messages,
    coalesce(sum(delivery.octets), 0) AS octets,
    count(delivery.message) - coalesce(sum(delivery.seen), 0) AS unread,
    $(date_of last_sign_in) AS last_sign_in,
    nullif(coalesce(quota, $conf_quota), 0) AS quota
END
}

# order_of COLUMN: how list sorts. What is large or late comes first.
order_of() {
	case $1 in
	account) echo "lower(listed.account)" ;;
	state) echo "listed.state, lower(listed.account)" ;;
	messages | octets | unread | last_sign_in | quota)
		echo "listed.$1 DESC NULLS LAST, lower(listed.account)"
		;;
	*) usage "--sort takes account, state, messages, octets, unread, last_sign_in or quota" list ;;
	esac
}

# readable NUMBER: SQL, with a unit if people want that.
readable() {
	if [ -z "${opt_human-}" ] || [ -n "$format" ]; then
		echo "$1"
		return
	fi
	tenths="((CAST($1 AS bigint) * 10"
	cat <<END
CASE WHEN $1 < 1024 THEN '' || CAST($1 AS bigint)
    WHEN $1 < 1048576 THEN $tenths / 1024) / 10) || '.' || $tenths / 1024) % 10) || 'K'
    WHEN $1 < 1073741824 THEN $tenths / 1048576) / 10) || '.' || $tenths / 1048576) % 10) || 'M'
    ELSE $tenths / 1073741824) / 10) || '.' || $tenths / 1073741824) % 10) || 'G' END
END
}

# For people. Programs add up by themselves.
show_totals() {
	IFS='|' read -r accounts messages octets unread <<END
$(value "SELECT (SELECT count(*) FROM account), count(*), $(readable 'coalesce(sum(octets), 0)'),
    count(*) - coalesce(sum(seen), 0) FROM delivery;")
END
	echo
	echo "$(counted "$accounts" account accounts), $(counted "$messages" message messages), $unread of them \
unread, $(counted "$octets" octet octets)"
}

do_list() {
	order=$(order_of "${opt_sort:-account}")
	table <<END
SELECT account, state, messages, $(readable listed.octets) AS octets, unread, last_sign_in,
    $(readable listed.quota) AS quota
FROM (SELECT name AS account, $(account_columns)
    FROM account LEFT JOIN delivery ON delivery.account = account.id
    GROUP BY account.id) AS listed
ORDER BY $order;
END
	[ -n "$format" ] || show_totals
}

do_show() {
	if [ -n "$format" ]; then
		table
	else
		sql lines | plain | sed 's/^ *//; s/ = /                /; s/^\(.\{14\}\) */\1/'
	fi <<END
SELECT name AS account, account.id AS id, $(account_columns),
    CASE WHEN quota IS NULL THEN 'default' ELSE 'own' END AS quota_is,
    $(date_of account.created) AS created,
    $(date_of 'min(arrived)') AS oldest, $(date_of 'max(arrived)') AS newest,
    (SELECT $(joined name) FROM alias WHERE lower(target) = $name) AS aliases,
    (SELECT $(joined target) FROM alias WHERE lower(name) = $name) AS alias_of
FROM account LEFT JOIN delivery ON delivery.account = account.id
LEFT JOIN message ON message.id = delivery.message
WHERE account.id = $account GROUP BY account.id;
END
}

do_quota() {
	if [ $# = 2 ]; then
		quota=$(quota_value "$2")
		value "UPDATE account SET quota = $quota, usage = NULL WHERE id = $account;"
	else
		value "SELECT coalesce(CAST(nullif(coalesce(quota, $conf_quota), 0) AS TEXT), 'none')
			FROM account WHERE id = $account;"
	fi
}
