# Looking for damage and mistakes, and repair.
# shellcheck shell=sh disable=SC2154,SC2034

# row WHAT STATE DETAIL: of what is shown in the end.
row() {
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$work/own-rows"
}

# report WHAT STATE NOUN: a row about the names on standard input. STATE counts if there are any.
report() {
	plain >"$work/found"
	number=$(wc -l <"$work/found")
	if [ "$number" = 0 ]; then
		row "$1" ok ""
	else
		row "$1" "$2" "$number $3: $(head -n 5 "$work/found" | paste -s -d ' ' | tr '\t' ' ')${4-}"
	fi
}

# The keys of $query, in statements of 200, so that mail can come in between. @ in $repair stands for
# them. What maildrops hold is added up again after each.
in_batches() {
	value "SELECT DISTINCT key FROM ($query);" | awk -v statement="$repair" '
		function flush(   one) {
			one = statement
			gsub(/@/, list, one)
			print "BEGIN IMMEDIATE;" one
			print "UPDATE account SET usage = NULL WHERE usage NOT NULL;\nCOMMIT;"
			list = ""
		}
		{ list = list (list == "" ? "" : ", ") $0 }
		NR % 200 == 0 { flush() }
		END {
			if (list != "")
				flush()
		}' >"$work/batches"
	sql <"$work/batches"
}

count_rows() {
	value "SELECT count(*) FROM ($query);"
}

# finding NAME|STATE|WHAT|REPAIRED: a row about the rows that $query finds.
finding() {
	IFS='|' read -r name state what repaired <<END
$1
END
	number=$(count_rows)
	if [ "$number" = 0 ]; then
		row "$name" ok ""
		return
	fi
	detail="$number $what: $(value "SELECT it FROM ($query LIMIT 5);" | tr '\n\t' '  ' | plain)"
	if [ -n "${opt_repair-}" ] && [ -n "$repair" ]; then
		in_batches
		[ "$(count_rows)" != 0 ] || state=mended
		detail="${detail% }; $repaired"
	fi
	row "$name" "$state" "${detail% }"
}

find_all() {
	head=
	while IFS= read -r line; do
		case $line in
		'--'* | '') ;;
		'finding '*)
			[ -z "$head" ] || finding "$head"
			head=${line#finding }
			query=
			repair=
			part=query
			;;
		repair) part=repair ;;
		*) eval "$part=\"\$$part
\$line\"" ;;
		esac
	done <"$findings"
	finding "$head"
}

find_names() {
	value "SELECT replace(name, char(10), ' ') FROM account;" | "$smtpd" --names |
		report "names of accounts" bad "accounts get no mail"
}

# What crypt(5) says a hash looks like.
# shellcheck disable=SC2016 # no variables of the shell
hash_forms='\$g?y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{0,86}\$[./A-Za-z0-9]{43}
\$7\$[./A-Za-z0-9]{11,97}\$[./A-Za-z0-9]{43}
\$2[abxy]\$[0-9]{2}\$[./A-Za-z0-9]{53}
\$6\$(rounds=[1-9][0-9]+\$)?[^$:]{1,16}\$[./A-Za-z0-9]{86}
\$5\$(rounds=[1-9][0-9]+\$)?[^$:]{1,16}\$[./A-Za-z0-9]{43}
\$sha1\$[1-9][0-9]+\$[./A-Za-z0-9]{1,64}\$[./A-Za-z0-9]{28}
\$md5(,rounds=[1-9][0-9]+)?\$[./A-Za-z0-9]{8}\${1,2}[./A-Za-z0-9]{22}
\$1\$[^$:]{1,8}\$[./A-Za-z0-9]{22}
\$3\$\$[0-9a-f]{32}
_[./A-Za-z0-9]{19}
[./A-Za-z0-9]{13,178}'

# An awk program that reads "name TAB hash". The first hash is made as the settings say; it names those
# that take another time, KIND longer or shorter. The times were measured. crypt(3) itself varies the
# rounds of two methods, and methods differ by machine: there a third more or less is no difference.
# shellcheck disable=SC2016
other_work='
BEGIN {
	FS = "\t"
	digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
}

function value_of(text, at) {
	return index(digits, substr(text, at, 1)) - 1
}

function rounds_of(text, usual) {
	return text ~ /rounds=/ ? substr(text, index(text, "=") + 1) : usual
}

function milliseconds(hash,   part) {
	split(hash, part, "$")
	method = part[2]
	if (method ~ /^g?y$/)
		return 2 ^ (value_of(part[3], 2) + 1) * (value_of(part[3], 3) + 1) / 1700
	if (method == "7")
		return 2 ^ value_of(part[3], 1) * value_of(part[3], 2) / 1170
	if (method ~ /^2/)
		return 2 ^ part[3] * 0.06
	if (method ~ /^[56]$/)
		return rounds_of(part[3], 5000) / (method == 5 ? 5000 : 4300)
	if (method == "sha1")
		return part[3] / 1550
	if (method ~ /^md5/)
		return (rounds_of(method, 0) + 4096) / 650
	return method == 3 ? 0.001 : 0.1
}

{ time = milliseconds($2) }
NR == 1 { usual = time; usual_method = method; next }
{ slack = method == usual_method && method !~ /^(sha1|md5)/ ? 1 : 1.4 }
kind == "longer" ? time > usual * slack : time * slack < usual { print $1 }
'

find_hashes() {
	tab=$(printf '\t')
	printf '%s\n' "$hash_forms" | sed "s/.*/^[^$tab]*$tab(&)\$/" >"$work/forms"
	password=example
	hash_password
	value "SELECT 'settings' || char(9) || $hash;
		SELECT name || char(9) || password FROM account
		WHERE password NOT GLOB '[!*]*' ORDER BY name;" >"$work/hashes"
	grep -vE -f "$work/forms" "$work/hashes" | cut -f 1 |
		report "unusable hashes" bad "accounts cannot sign in until you set their passwords"
	grep -E -f "$work/forms" "$work/hashes" | awk -v kind=longer "$other_work" |
		report "dearer hashes" note "accounts answer later than others until they sign in"
	grep -E -f "$work/forms" "$work/hashes" | awk -v kind=shorter "$other_work" |
		report "weaker hashes" note "accounts have weaker hashes until they sign in"
}

# All files belong to one user, who alone may read them.
check_files() {
	found=
	for file in "$database" "$database"-*; do
		case ${file#"$database"} in
		'' | -wal | -shm | -lock | -turns | -throttle) ;;
		*) continue ;;
		esac
		[ "$(user_of "$file")" = "$(user_of "$database")" ] ||
			found="$found $file belongs to user $(user_of "$file")."
		case $(stat -Lc %a "$file") in
		*00) ;;
		*) found="$found $file is open to others." ;;
		esac
	done
	row files "$([ -z "$found" ] && echo ok || echo bad)" "${found# }"
}

# Exits with 1 if anything is bad and was not mended.
do_check() {
	need_database
	integrity=$(value 'PRAGMA integrity_check(5);' 2>&1 | tr '\n\t' '  ' | plain)
	if [ "$integrity" = "ok " ]; then
		row integrity ok ""
		find_all
		find_names
		find_hashes
		row sizes ok "$(value "SELECT (page_count * page_size) || ' octets, '
			|| (freelist_count * page_size) || ' of them free, '
			|| (SELECT ifnull(sum(octets), 0) FROM message) || ' of mail; log '
			FROM pragma_page_count, pragma_page_size, pragma_freelist_count;")$(
			stat -Lc %s "$database-wal" 2>/dev/null || echo 0)"
	else
		row integrity bad "${integrity% }"
	fi
	check_files
	{
		rows "what, state, detail" <"$work/own-rows"
		echo 'SELECT * FROM told ORDER BY rowid;'
	} >"$work/statement"
	# The database itself may be damaged.
	alone :memory: table <"$work/statement"
	! grep -q "^[a-z ]*	bad	" "$work/own-rows" || exit 1
}
