# Looking for damage and mistakes, and repair.
# shellcheck shell=sh disable=SC2154,SC2034

# row WHAT STATE DETAIL: of what is shown in the end.
row() {
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$work/own-rows"
}

# report WHAT STATE NOUN [REPAIRED]: a row about the lines on standard input, ok if there are none.
# NOUN has two or three parts: "message is,messages are,in no maildrop".
report() {
	plain >"$work/found"
	if ! [ -s "$work/found" ]; then
		row "$1" ok ""
		return
	fi
	IFS=, read -r one many rest <<END
$3
END
	first=$(head -n 5 "$work/found" | tr '\n\t' '  ')
	row "$1" "$2" "$(counted "$(wc -l <"$work/found")" "$one" "$many")${rest:+ $rest}: ${first% }${4:+; $4}"
}

# The keys of $query, in statements of 200, so that mail can come in between. @ in $repair stands for
# them. What maildrops hold is added up again after each.
in_batches() {
	value "SELECT $(joined 'CAST(key AS TEXT)' ', ') FROM
		(SELECT key, row_number() OVER () - 1 AS number
		FROM (SELECT DISTINCT key FROM ($query) AS found) AS once) AS numbered
		GROUP BY number / 200;" | awk -v statement="$repair" -v begin="$begin" -v usage="$forget_usage" '{
			one = statement
			gsub(/@/, $0, one)
			print begin one
			print usage "\nCOMMIT;"
		}' >"$work/batches"
	sql <"$work/batches" >/dev/null
}

# in_one_line TEXT: SQL, without the line ends in it.
in_one_line() {
	echo "replace($1, '
', ' ')"
}

# finding NAME|STATE|WHAT|REPAIRED: a row about the rows that $query finds.
finding() {
	IFS='|' read -r name state what repaired <<END
$1
END
	: >"$work/rows"
	! is_there "$name" ||
		value "SELECT $(in_one_line 'CAST(it AS TEXT)') FROM ($query) AS found;" >"$work/rows"
	if ! [ -s "$work/rows" ]; then
		row "$name" ok ""
		return
	fi
	if [ -z "${opt_repair-}" ] || [ -z "$repair" ]; then
		repaired=
	else
		in_batches
		[ -n "$(value "SELECT 1 FROM ($query) AS found LIMIT 1;")" ] || state=mended
	fi
	report "$name" "$state" "$what" "$repaired" <"$work/rows"
}

# each_finding FUNCTION: calls it for each kind of damage, with what finding() takes, and query= and repair=.
each_finding() {
	head=
	while IFS= read -r line; do
		case $line in
		'--'* | '') ;;
		'finding '*)
			[ -z "$head" ] || "$1" "$head"
			head=${line#finding }
			query=
			repair=
			part=query
			;;
		repair) part=repair ;;
		*) eval "$part=\"\$$part
\$line\"" ;;
		esac
	done <"$findings/$engine/findings.sql"
	"$1" "$head"
}

ask_for() {
	echo "SELECT $(quote "${1%%|*}") WHERE EXISTS (SELECT 1 FROM ($query) AS found);"
}

# is_there NAME: false if find_all() has seen no such damage.
is_there() {
	[ -z "${opt_repair-}" ] || return 0
	case "
$there
" in
	*"
$1
"*) ;;
	*) return 1 ;;
	esac
}

# One process looks for all kinds at once. Each is only looked for by itself if it is there, or if what has been
# repaired before it could make a difference.
find_all() {
	if [ -z "${opt_repair-}" ]; then
		each_finding ask_for >"$work/statement"
		there=$(sql <"$work/statement")
	fi
	each_finding finding
}

find_names() {
	value "SELECT $(in_one_line name) FROM account;" | "$smtpd" --names |
		report "names of accounts" bad "account gets,accounts get,no mail"
	value "SELECT name FROM account WHERE name LIKE '%@%' UNION SELECT name FROM alias
		WHERE name LIKE '%@%';" | awk -v domains="$conf_domains" '
		BEGIN { for (n = split(tolower(domains), list, /[, \t]+/); n > 0; n--) ours[list[n]] }
		{ domain = tolower($0); sub(/.*@/, "", domain) }
		!(domain in ours)' |
		report "domains of names" note "name gets,names get,no mail: the domain is not one of the setting domains"
}

# hashes WORD STATE NOUN: a row about the hashes of which smtpd has said this.
hashes() {
	sed -n "s/\t$1\$//p" "$work/hashes" | report "$1 hashes" "$2" "$3"
}

find_hashes() {
	value "SELECT $(in_one_line "name || '	' || password") FROM account
		WHERE substr(password, 1, 1) NOT IN ('!', '*') ORDER BY lower(name);" | serve "$smtpd" --hashes >"$work/hashes"
	hashes unusable bad "account,accounts,cannot sign in until you set the password"
	hashes dearer note "account answers,accounts answer,later than others until the next sign-in"
	hashes weaker note "account has,accounts have,a weaker hash until the next sign-in"
}

# A certificate with fewer days is bad.
least_days=14

# What tlsd says of its certificates. Others than root cannot read the keys: they see the days only.
certificate_problems() {
	sed -n 's/^# \(.*: \)\(-\{0,1\}[0-9]*\) \(days\{0,1\} left\),.*/\2 \1\2 \3/p' "$work/tlsd" |
		awk -v least=$least_days '$1 < least { sub(/^[^ ]* /, ""); print }'
	[ "$(id -u)" != 0 ] || sed -n 's/.* event=//p' "$work/log"
}

# If sessions use tlsd. A certificate that does not exist yet may never be wanted.
find_certificates() {
	if ! grep -q '^starttls = unix:' "$work/all-settings" || ! [ -x "$tlsd" ]; then
		return
	fi
	"$tlsd" -t >"$work/tlsd" 2>"$work/log" || true
	certificate=$(sed -n 's/^certificate = //p' "$work/tlsd")
	if [ -e "$certificate" ]; then
		certificate_problems | report certificates bad problem,problems
	elif is_hidden "$certificate"; then
		row certificates note "only root can see $certificate"
	else
		sed -n 's/.* event=//p' "$work/log" | report certificates note "problem,problems,so there is no TLS"
	fi
}

# All files belong to one user, who alone may read them.
check_files() {
	found=
	"${engine}_own_files"
	for suffix in '' -wal -shm -lock -turns -throttle; do
		file=$own_files$suffix
		[ -e "$file" ] || continue
		[ "$(user_of "$file")" = "$(user_of "$first_file")" ] ||
			found="$found $file belongs to user $(user_of "$file")."
		[ $((0$(stat -Lc %a "$file") & 077)) = 0 ] || found="$found $file is open to others."
	done
	row files "$([ -z "$found" ] && echo ok || echo bad)" "${found# }"
}

# show_rows: all that row() has been told. The database itself may be damaged.
show_rows() {
	{
		rows told "what, state, detail" <"$work/own-rows"
		echo 'SELECT * FROM told ORDER BY rowid;'
	} | alone :memory: table
}

# Exits with 1 if anything is bad and was not mended.
do_check() {
	integrity=$("${engine}_integrity" 2>&1 | tr '\n\t' '  ' | plain)
	if [ "$integrity" = "ok " ]; then
		row integrity ok ""
		find_all
		find_names
		find_hashes
		row sizes ok "$("${engine}_sizes")"
	else
		row integrity bad "${integrity% }"
	fi
	check_files
	find_certificates
	show_rows
	! grep -q "^[a-z ]*	bad	" "$work/own-rows" || exit 1
}
