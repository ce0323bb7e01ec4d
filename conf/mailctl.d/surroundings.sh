# Scratch files, settings, and who owns the database.
# shellcheck shell=sh disable=SC2154,SC2034,SC2030,SC2031

work=
stage=
guest=
terminal=

# However this ends: no scratch files, no half of an import, and a terminal with echo.
clean_up() {
	trap '' INT TERM HUP
	[ -z "$terminal" ] || stty "$terminal" || true
	[ -z "$guest" ] || (drop_guest) || true
	[ -z "$stage" ] || rm -rf "$stage"
	[ -z "$work" ] || rm -rf "$work"
}

make_work() {
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	work=$(mktemp -d "${TMPDIR:-/tmp}/mailctl.XXXXXX" 2>/dev/null) ||
		die "There is no directory for scratch files. Set TMPDIR to one that you may write to."
}

# as_file NAME: the same file, by a name that no program takes for an option.
as_file() {
	case $1 in
	-?*) printf './%s' "$1" ;;
	*) printf '%s' "$1" ;;
	esac
}

# The settings that count for a session of mailctl. The others are about strangers.
kept_settings='hostname|domains|postmaster|recipient_delimiter|quota|min_free_space'
kept_settings="$kept_settings|max_message_size|password_hash|password_cost|lock_timeout|sandbox"

explain_bad_settings() {
	problem=$(sed -n 's/.* problem="\(.*\)"$/\1/p' "$work/log" | plain)
	case $problem in
	*': Permission denied') die "$problem. Run mailctl as a user who may read it, or as root." 78 ;;
	*) die "$problem. Correct the configuration." 78 ;;
	esac
}

# value_of NAME: of a setting that has been read.
value_of() {
	while IFS= read -r setting; do
		case $setting in
		"$1 = "*) printf '%s\n' "${setting#* = }" ;;
		esac
	done <"$work/all-settings"
}

# read_settings OPTION ...: asks smtpd. Sets conf_NAME=, and database= and directory= as engines.sh
# tells.
read_settings() {
	settings=$("$smtpd" -t "$@" 2>"$work/log") || explain_bad_settings
	while IFS= read -r line; do
		# What follows postgresql: may have a password in it.
		case ${line%% = *},${line#* = } in
		*database,postgresql:*) line="${line%% = *} = postgresql:" ;;
		esac
		printf '%s\n' "$line" >&3
		case "|$kept_settings|" in
		*"|${line%% = *}|"*) ;;
		*) continue ;;
		esac
		printf '%s\n' "$line"
		eval "conf_${line%% = *}=\${line#* = }"
	done <<END 3>"$work/all-settings" >"$work/settings"
$settings
END
	use "$(value_of database)"
	"${engine}_reach" "$@"
}

user_of() {
	stat -Lc %U "$1"
}

# refuse_user FILE WHAT
refuse_user() {
	[ "$1" != . ] || set -- "$(pwd)" "$2"
	die "$1 belongs to user $(user_of "$1"), and you may not $2. Run mailctl as that user, or as root."
}

# enter DIRECTORY [ADVICE]: whoever may not enter a directory cannot see what is in it. This names the
# culprit. If it can be entered, those above it can be too.
enter() {
	if [ -d "$1" ] && [ -x "$1" ]; then
		return
	fi
	case $1 in
	/) ;;
	.) enter "$(pwd)" "${2-}" ;;
	*) enter "$(dirname "$1")" "${2-}" ;;
	esac
	[ -d "$1" ] || die "There is no directory $1.${2:+ $2}"
	[ -x "$1" ] || refuse_user "$1" "enter it"
}

# reach DIRECTORY: of the database.
reach() {
	enter "$1" "\"mailctl setup\" prepares a server. Or make the directory, for the user of smtpd and pop3d."
}

# need_writable DIRECTORY
need_writable() {
	enter "$1"
	[ -w "$1" ] || refuse_user "$1" "write to it"
}

# need_file FILE: to be read.
need_file() {
	enter "$(dirname "$1")"
	[ -e "$1" ] || die "There is no file $1."
	[ ! -d "$1" ] || die "$1 is a directory, and not a file."
	[ -r "$1" ] || refuse_user "$1" "read it"
}

# is_hidden FILE: whether nobody can tell if there is one, because a directory may not be entered.
is_hidden() {
	[ ! -e "$1" ] || return 1
	above=$(dirname "$1")
	while ! [ -d "$above" ]; do
		above=$(dirname "$above")
	done
	! [ -x "$above" ]
}

# attempt COMMAND ...: in a subshell. Sets failed= to its status, or empty if it is 0, and problem= to what
# it has said on standard error.
attempt() {
	set +e
	(
		set -e
		"$@"
	) 2>"$work/problem"
	failed=$?
	set -e
	failed=${failed#0}
	problem=$(sed 's/^mailctl: //' "$work/problem" | plain)
}

# as_owner COMMAND ...: root becomes the owner. The home is still root's, and libpq would look there.
as_owner() {
	[ -z "$owner" ] ||
		set -- env -u HOME setpriv --reuid="${owner%:*}" --regid="${owner#*:}" --clear-groups -- "$@"
	"$@"
}

# on DATABASE COMMAND ...: with another database, in a subshell.
on() (
	use "$1"
	shift
	"$@"
)

# alone DATABASE COMMAND ...: likewise, and as the user who runs mailctl.
alone() (
	owner=
	on "$@"
)

# serve PROGRAM OPTION ...: runs smtpd or pop3d on pipes, with the settings that count.
serve() {
	program=$1
	shift
	set -- -o session_timeout=2592000 -o command_timeout=86400 -o pop3_timeout=86400 \
		-o max_errors=1000000 -o max_recipients=100000 -o log=error "$@"
	while IFS= read -r line; do
		set -- -o "$line" "$@"
	done <"$work/settings"
	"${engine}_serve" "$program" "$@"
}
