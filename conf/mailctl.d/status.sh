# What is running, and the settings that differ from the defaults.
# shellcheck shell=sh disable=SC2154,SC2034

# --- what listens ---------------------------------------------------------------------------------

# The listening TCP sockets: port, address, and the number of the socket.
listening_sockets() {
	cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '
		function number(text, i, n) {
			for (i = 1; i <= length(text); i++)
				n = n * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1
			return n
		}
		# Each four octets are a number of this machine, which has the last octet first.
		function octets(text, i, all) {
			for (i = 1; i <= length(text); i += 8)
				all = all substr(text, i + 6, 2) substr(text, i + 4, 2) substr(text, i + 2, 2) substr(text, i, 2)
			return all
		}
		function address(text, i, all) {
			text = octets(text)
			if (length(text) == 8) {
				for (i = 1; i < 8; i += 2)
					all = all (i > 1 ? "." : "") number(substr(text, i, 2))
				return all
			}
			for (i = 1; i < 32; i += 4)
				all = all (i > 1 ? ":" : "") sprintf("%x", number(substr(text, i, 4)))
			sub(/^(0:)+/, "::", all)
			sub(/^::0$/, "::", all)
			return "[" all "]"
		}
		$4 == "0A" {
			split($2, part, ":")
			print number(part[2]), address(part[1]), $10
		}'
}

# The programs that have the sockets open, as far as this user can see.
socket_holders() {
	find /proc/[0-9]*/fd -lname 'socket:*' -printf '%l %h\n' 2>/dev/null |
		sed -n 's/^socket:\[\([0-9]*\)\] \(.*\)\/fd$/\1 \2/p' |
		while read -r socket process; do
			read -r program 2>/dev/null <"$process/comm" || continue
			echo "$socket $program"
		done | sort -u
}

# A row for each mail port.
find_listeners() {
	listening_sockets >"$work/sockets"
	socket_holders >"$work/holders"
	printf '%s\n' "$port_table" | while read -r name port; do
		case $name in
		tls | tlsd | smtps) continue ;;
		esac
		found=$(awk -v port="$port" '
			NR == FNR { holder[$1] = holder[$1] " " $2; next }
			$1 == port {
				where = where (where ? ", " : "") $2
				count = split(holder[$3], names, " ")
				for (i = 1; i <= count; i++)
					if (!seen[names[i]]++)
						who = who (who ? ", " : "") names[i]
			}
			END { if (where) print where (who ? " by " who : "") }' "$work/holders" "$work/sockets")
		row "port $port, $name" "$([ -n "$found" ] && echo ok || echo none)" "$found"
	done
}

# --- sessions -------------------------------------------------------------------------------------

# The title of a session is "program: peer account", and its helpers have the same one. A listener says
# how many sessions it has instead.
session_titles() {
	grep -aH '' /proc/[0-9]*/cmdline 2>/dev/null | tr '\000' ' ' | sed -n \
		's/^\/proc\/\([0-9]*\)\/cmdline:\(pillarbox-\)\{0,1\}\(smtpd\|pop3d\): \([^ ,]* [^ ]*\).*/\1 \3 \4/p'
}

# Prints program, peer and account of each session.
sessions() {
	{
		cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^\([0-9]*\) (.*) . \([0-9]*\) .*/\1 \2/p'
		echo
		session_titles
	} | awk '
		NF == 0 { in_titles = 1; next }
		!in_titles { parent[$1] = $2; next }
		{ title[$1] = $2 " " $3 ($4 == "" ? "" : " as " $4) }
		END {
			for (process in title)
				if (!(parent[process] in title))
					print title[process]
		}' | sort
}

find_sessions() {
	sessions >"$work/sessions"
	for program in smtpd pop3d; do
		count=$(grep -c "^$program " "$work/sessions") || true
		who=$(sed -n "s/^$program //p" "$work/sessions" | head -n 5 | paste -s -d , - | sed 's/,/, /g')
		row "sessions of $program" ok "$count${who:+: $who}"
	done
}

# --- the rest -------------------------------------------------------------------------------------

find_database() {
	attempt need_database
	if [ -z "$failed" ]; then
		find_owner
		row database ok "$shown, with $(counted "$(value 'SELECT count(*) FROM account;')" account accounts) and \
$(counted "$(value 'SELECT count(*) FROM message WHERE id > 0;')" message messages)"
	else
		row database bad "$problem"
	fi
}

# human NUMBER: octets.
human() {
	numfmt --to=iec "$1"
}

find_space() {
	place=$directory
	while ! [ -e "$place" ]; do
		place=$(dirname "$place")
	done
	free=$(df -P -B 1 "$place" 2>/dev/null | awk 'NR == 2 { print $4 }')
	state=ok
	[ "${free:-0}" -gt "$conf_min_free_space" ] || state=bad
	row space "$state" "$(human "${free:-0}") free for $directory; min_free_space is $(human "$conf_min_free_space")"
}

find_relay() {
	command=$(value_of relay)
	program=${command%% *}
	if [ -z "$command" ]; then
		row relay none "the setting relay is empty: mail leaves by another program"
	elif [ -x "$program" ] && [ -f "$program" ]; then
		row relay ok "$command"
	elif [ -e "$program" ]; then
		row relay bad "$program is not executable"
	else
		row relay bad "there is no program $program"
	fi
}

# The state of a socket that listens is 01, with the flag 10000: see unix(7) and /proc/net/unix.
find_tlsd() {
	socket=$(value_of starttls)
	case $socket in
	'') row tlsd none "the setting starttls is empty: there is no TLS here" ;;
	unix:*)
		if awk -v path="${socket#unix:}" '$4 == "00010000" && $8 == path { found = 1 } END { exit !found }' \
			/proc/net/unix; then
			row tlsd ok "${socket#unix:} listens"
		else
			row tlsd bad "nothing listens on ${socket#unix:}: start tlsd"
		fi
		find_certificate_days
		;;
	*) row tlsd ok "another program does TLS: $socket" ;;
	esac
}

# Days of each certificate, as tlsd tells them.
find_certificate_days() {
	if ! [ -x "$tlsd" ]; then
		row certificate none "$tlsd is missing, so nothing is known"
		return
	fi
	if ! "$tlsd" -t >"$work/tlsd" 2>"$work/log"; then
		row certificate bad "$(sed -n 's/.* event=//p' "$work/log" | head -n 1 | plain)"
	fi
	sed -n 's/^# \(.* left\),.*/\1/p' "$work/tlsd" | plain | while IFS= read -r line; do
		days=$(printf '%s\n' "$line" | sed 's/.*: \(-\{0,1\}[0-9]*\) day.*/\1/')
		row certificate "$([ "$days" -ge "$least_days" ] && echo ok || echo bad)" "$line"
	done
}

# Exits with 0 if it could check everything, whatever the result.
do_status() {
	row version ok "$("$smtpd" --version | head -n 1 | sed 's/^[^ ]* //')"
	find_listeners
	find_sessions
	find_database
	find_space
	find_relay
	find_tlsd
	show_rows
}

# --- settings -------------------------------------------------------------------------------------

# source_of NAME: where the setting comes from.
source_of() {
	eval "set -- $1 $global"
	name=$1
	shift
	file=/etc/pillarbox.conf
	found=
	while [ $# -gt 0 ]; do
		option=$1
		case $1 in
		-[cdo]) option=$1$2 && shift ;;
		esac
		shift
		case $option in
		-c*) file=${option#-c} ;;
		-d*) [ "$name" != database ] || found="command line" ;;
		-o*)
			key=${option#-o}
			[ "$(echo "${key%%=*}" | tr -d ' \t')" != "$name" ] || found="command line"
			;;
		esac
	done
	line=$(grep -n "^[[:space:]]*${name}[[:space:]]*=" "$file" 2>/dev/null | tail -n 1) || true
	[ -n "$found" ] || found=${line:+$file, line ${line%%:*}}
	printf '%s' "${found:-another setting}"
}

do_config() {
	"$smtpd" -t -c /dev/null >"$work/defaults" 2>"$work/log" || explain_bad_settings
	while IFS= read -r line; do
		name=${line%% = *}
		! grep -qxF -e "$line" "$work/defaults" || continue
		default=$(sed -n "s/^$name = //p" "$work/defaults")
		printf '%s\t%s\t%s\t%s\n' "$name" "${line#* = }" "$default" "$(source_of "$name")"
	done <"$work/all-settings" >"$work/own-rows"
	{
		rows told "setting, value, standard, source" <"$work/own-rows"
		echo "SELECT setting, value, standard AS \"default\", source FROM told ORDER BY rowid;"
	} | alone :memory: table
}
