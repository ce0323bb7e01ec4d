# Why somebody cannot sign in.
# shellcheck shell=sh disable=SC2154,SC2034

# Sets password=: asks once, because nothing is changed.
ask_present_password() {
	if [ -t 0 ]; then
		terminal=$(stty -g)
		stty -echo
		ask_once "Password: "
		stty "$terminal"
		terminal=
		password=$answer
	else
		IFS= read -r password || [ -n "$password" ] || die "There is no password."
	fi
	case $password in
	*[[:cntrl:]]*) die "A password must not contain control characters." ;;
	esac
}

# explain_failures DETAIL WHOSE: of the throttle.
explain_failures() {
	failures=${1% *}
	wait_ms=${1#* }
	echo "$(counted "$failures" "failed sign-in" "failed sign-ins") $2 within the last hour$(
		[ "$wait_ms" = 0 ] || echo "; the next one waits for $(((wait_ms + 999) / 1000)) s"
	)"
}

# explain_rule RULE VERDICT DETAIL: a row about what pop3d has said.
explain_rule() {
	case "$1 $2" in
	'account ok') row "$1" ok "there is such an account" ;;
	'account missing') row "$1" refuses "there is no such account: \"mailctl list\" shows all accounts" ;;
	'account ambiguous') row "$1" refuses "accounts of several domains have this name: the whole address is needed" ;;
	'password ok') row "$1" ok "this is the password" ;;
	'password wrong') row "$1" refuses "this is not the password: \"mailctl passwd\" sets another one" ;;
	'password none') row "$1" refuses "the account has no password: \"mailctl passwd\" sets one" ;;
	'password none kept') row "$1" refuses "the account was created locked, without a password: \"mailctl passwd\" sets one" ;;
	'password too long') row "$1" refuses "this is too long for a password" ;;
	'password unusable') row "$1" refuses "crypt(3) does not support the hash: \"mailctl passwd\" sets another one" ;;
	'password '*) row "$1" refuses "crypt(3) ran out of memory: try again" ;;
	'lock ok') row "$1" ok "the account is not locked" ;;
	'lock locked') row "$1" refuses "the account is locked: \"mailctl unlock\" unlocks it" ;;
	'name '*) row "$1" "$2" "$(explain_failures "$3" "with this name")" ;;
	'network repeated') row "$1" waits "this network has sent the same wrong password before: other networks go first" ;;
	'network '*) row "$1" "$2" "$(explain_failures "$3" "from this network")" ;;
	'maildrop ok') row "$1" ok "no session has it open" ;;
	'maildrop busy') row "$1" waits "a session has it open: another POP3 session must wait" ;;
	esac
}

# The setting says who may send a password without TLS.
explain_plaintext() {
	case $(value_of plaintext_auth) in
	none) row 'without TLS' refuses "the setting plaintext_auth is none: all clients need TLS" ;;
	local) row 'without TLS' ok "from this machine only: the setting plaintext_auth is local" ;;
	any) row 'without TLS' ok "from everywhere: the setting plaintext_auth is any" ;;
	esac
}

# Exits with 1 if a rule refuses, with TLS. Nobody has to wait here.
do_auth() {
	ask_present_password
	printf '%s\n' "$password" |
		serve "$pop3d" --try="$1" ${opt_peer+--peer="$opt_peer"} >"$work/rules" 2>"$work/log" ||
		die "pop3d cannot tell. It says: $(tail -n 1 "$work/log" | plain)"
	while IFS='	' read -r rule verdict detail; do
		explain_rule "$rule" "$verdict" "$detail"
	done <"$work/rules"
	status=0
	! grep -q '	refuses	' "$work/own-rows" || status=1
	explain_plaintext
	show_rows
	return "$status"
}
