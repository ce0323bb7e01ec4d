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

# read_settings OPTION ...: asks smtpd. Sets conf_NAME=, and database= and directory= to absolute
# paths without links: the other files of a database are beside the file, not beside a link to it.
read_settings() {
	"$smtpd" -t "$@" >"$work/all-settings" 2>"$work/log" || explain_bad_settings
	grep -E "^($kept_settings) = " "$work/all-settings" >"$work/settings"
	while IFS= read -r line; do
		eval "conf_${line%% = *}=\${line#* = }"
	done <"$work/settings"
	database=$(readlink -m "$(sed -n 's/^database = //p' "$work/all-settings")")
	[ ! -L "$database" ] || die "$database is a link to itself. Name another database."
	directory=$(dirname "$database")
}

user_of() {
	stat -Lc %U "$1"
}

refuse_user() {
	die "$1 belongs to user $(user_of "$1"), and you may not $2. Run mailctl as that user, or as root."
}

# reach DIRECTORY: whoever may not enter a directory cannot see what is in it. This names the culprit.
reach() {
	[ "$1" = / ] || reach "$(dirname "$1")"
	[ -d "$1" ] || die "There is no directory $1. \"mailctl setup\" prepares a server. \
Or make the directory, for the user of smtpd and pop3d."
	[ -x "$1" ] || refuse_user "$1" "enter it"
}

# Sets owner= to the user that root has to become: the owner of the database or of its directory.
find_owner() {
	owner=
	reach "$directory"
	owned=$database
	[ -e "$owned" ] || owned=$directory
	if [ "$(id -u)" = 0 ]; then
		owner=$(stat -Lc %u:%g "$owned")
		owner=${owner##0:*}
	elif ! [ -r "$owned" ] || ! [ -w "$owned" ] || ! [ -w "$directory" ]; then
		refuse_user "$owned" "change it"
	fi
}

as_owner() {
	[ -z "$owner" ] ||
		set -- setpriv --reuid="${owner%:*}" --regid="${owner#*:}" --clear-groups -- "$@"
	"$@"
}

# on DATABASE COMMAND ...: with another database, in a subshell.
on() (
	database=$1
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
	as_owner "$program" -c /dev/null -d "$database" "$@"
}
