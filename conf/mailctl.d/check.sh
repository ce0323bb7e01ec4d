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

# hashes WORD STATE NOUN: a row about the hashes of which smtpd has said this.
hashes() {
	sed -n "s/\t$1\$//p" "$work/hashes" | report "$1 hashes" "$2" "$3"
}

find_hashes() {
	value "SELECT replace(name || char(9) || password, char(10), ' ') FROM account
		WHERE password NOT GLOB '[!*]*' ORDER BY name;" | serve "$smtpd" --hashes >"$work/hashes"
	hashes unusable bad "accounts cannot sign in until you set their passwords"
	hashes dearer note "accounts answer later than others until they sign in"
	hashes weaker note "accounts have weaker hashes until they sign in"
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
