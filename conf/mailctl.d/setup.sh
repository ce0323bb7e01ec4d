# Setup: from installed programs to a server that only has to be started.
#
# Setup keeps what is there already, and what somebody else has changed. Each line of the output says
# which. It checks all answers before it changes anything. setup-services.sh knows the super-servers.
# shellcheck shell=sh disable=SC2154,SC2034

# The names that the samples use. One user owns the mail, the other one the private key.
mail_user=pillarbox
mail_directory=/var/lib/pillarbox
tls_user=pillarbox-tls
tls_pair=/etc/pillarbox-tls/current
tls_socket=/run/pillarbox-tls/socket
settings_file=/etc/pillarbox.conf
tls_settings_file=/etc/pillarbox-tlsd.conf
# The checksums of the files that setup has written.
written=/etc/pillarbox/setup.sums

# --- how setup makes changes and reports them -----------------------------------------------------

# tell STATE WHAT
tell() {
	printf '%-11s %s\n' "$1" "$2"
}

# change WHAT COMMAND ...: all changes to the machine go through here.
change() {
	what=$1
	shift
	if [ -n "${opt_dry-}" ]; then
		tell 'would make' "$what"
	else
		"$@" || die "Setup could not make this: $what. See the reason above, then run setup again."
		tell made "$what"
	fi
}

# put_file TARGET MODE OWNER <TEXT: keeps a file that somebody else has written or changed.
put_file() {
	cat >"$work/text"
	if ! [ -e "$1" ] && ! [ -L "$1" ]; then
		change "$1" write_file "$@"
	elif cmp -s "$work/text" "$1" 2>/dev/null; then
		tell exists "$1"
	elif grep -qsxF "$(sha256sum "$1" 2>/dev/null)" "$written"; then
		change "$1 again, with other contents" write_file "$@"
	else
		tell differs "$1 is not as setup would write it, and stays as it is"
	fi
}

# write_file TARGET MODE OWNER: from $work/text, and its checksum.
write_file() {
	install -d -m 755 "${1%/*}" "${written%/*}" && replace_file "$@" && sha256sum "$1" >>"$written"
}

# replace_file TARGET MODE OWNER: by $work/text, in one step.
replace_file() {
	stage=$1.setup
	install -m "$2" -o "${3%:*}" -g "${3#*:}" "$work/text" "$stage" && mv -T "$stage" "$1" && stage=
}

# --- settings -------------------------------------------------------------------------------------

# setting FILE NAME: its value there, as the programs read it.
setting() {
	[ ! -e "$1" ] ||
		sed -n "s/^[[:space:]]*$2[[:space:]]*=[[:space:]]*//p" "$1" | sed 's/[[:space:]]*$//; $!d'
}

# set_setting NAME VALUE: unless the file has a value.
set_setting() {
	present=$(setting "$settings_file" "$1")
	case $present in
	'') change "$1 = $2, in $settings_file" write_setting "$1" "$2" ;;
	"$2") tell exists "$1 = $2, in $settings_file" ;;
	*) tell differs "$1 = $present, in $settings_file, stays as it is" ;;
	esac
}

# write_setting NAME VALUE: in place of its comment "#NAME = ...", or at the end.
write_setting() {
	NAME=$1 VALUE=$2 awk '
		BEGIN { line = ENVIRON["NAME"] " = " ENVIRON["VALUE"] }
		!done && index($0, "#" ENVIRON["NAME"] " = ") == 1 { $0 = line; done = 1 }
		{ print }
		END { if (!done) print line }' "$settings_file" >"$work/text" &&
		replace_file "$(readlink -f "$settings_file")" "$(stat -Lc %a "$settings_file")" \
			"$(stat -Lc %u:%g "$settings_file")"
}

# each_setting COMMAND ...: for each setting that a server needs, with its name and value.
each_setting() {
	"$@" database "$mail_directory/mail.db"
	"$@" hostname "$hostname"
	"$@" domains "$domain"
	"$@" interactive none
	[ -z "$tls" ] || "$@" starttls "unix:$tls_socket"
}

# plan_setting NAME VALUE: as it will be: a setting that the file has stays.
plan_setting() {
	present=$(setting "$settings_file" "$1")
	printf '%s = %s\n' "$1" "${present:-$2}" >>"$work/plan"
}

# Reads the settings as they will be, so that smtpd checks the answers.
plan_settings() {
	cat "$settings_file" >"$work/plan" 2>/dev/null || cat "$samples/pillarbox.conf" >"$work/plan"
	each_setting plan_setting
	read_settings -c "$work/plan"
}

# --- questions ------------------------------------------------------------------------------------

# ask OPTION QUESTION DEFAULT: sets answer=, from the option, the terminal, or else the default.
ask() {
	eval "answer=\${opt_$1-}"
	if [ -z "$answer" ] && [ -t 0 ]; then
		printf '%s%s: ' "$2" "${3:+ [$3]}" >&2
		IFS= read -r answer || die "There is no answer. Nothing was changed."
	fi
	answer=${answer:-$3}
	[ "$(printf '%s' "$answer" | plain)" = "$answer" ] ||
		die "The $1 has control characters. Nothing was changed." 64
}

# need OPTION: that there is an answer.
need() {
	[ -n "$answer" ] || usage "setup needs --$1"
}

ask_names() {
	present=$(setting "$settings_file" domains)
	ask domain 'Domain of the mail addresses' "${present:-$(hostname -d 2>/dev/null || true)}"
	need domain
	domain=$answer
	present=$(setting "$settings_file" hostname)
	ask hostname 'Name of this server' "${present:-mail.${domain%%[, ]*}}"
	hostname=$answer
	"$smtpd" -t -c /dev/null -o "domains=$domain" -o "hostname=$hostname" >/dev/null 2>"$work/told" ||
		die "$(sed 's/.* problem="//; s/"$//' "$work/told" | plain)" 64
}

ask_super() {
	ask super "Super-server: $(super_names)" "$(find_super)"
	need super
	super=$answer
	super_names | tr -d , | tr ' ' '\n' | grep -qxF -e "$super" ||
		die "There is no super-server \"$super\". There are: $(super_names)." 64
}

# Sets tls= if there is a certificate, from now on or already.
ask_certificate() {
	tls=
	[ ! -e "$tls_pair/fullchain.pem" ] || tls=yes
	ask certificate 'File of the TLS certificate with its chain, empty for none' ''
	certificate=$answer
	answer=
	[ -z "$certificate" ] || ask key 'File of its private key' ''
	key=$answer
	[ -n "$certificate" ] || [ -z "${opt_key-}" ] || usage "setup needs --certificate with --key"
	[ -n "$certificate" ] || return 0
	need key
	check_certificate
	tls=yes
}

# Shows what tlsd says about the certificate: its names, and the days that are left.
check_certificate() {
	[ -x "$tlsd" ] || die "$tlsd is missing. It does TLS. Install libssl-dev, and run make install again."
	for file in "$certificate" "$key"; do
		need_file "$file"
	done
	mkdir "$work/pair"
	install -m 600 -- "$certificate" "$work/pair/fullchain.pem"
	install -m 600 -- "$key" "$work/pair/privkey.pem"
	printf 'certificate = %s/fullchain.pem\nkey = %s/privkey.pem\n' "$work/pair" "$work/pair" \
		>"$work/tlsd"
	"$tlsd" -t -c "$work/tlsd" >"$work/told" 2>&1 ||
		die "This certificate and this key cannot be used. tlsd says: $(tail -n 1 "$work/told" | plain)"
	tell certificate "$(sed -n 's/^# [^:]*fullchain.pem: //p' "$work/told" | plain)"
}

first_account() {
	value "SELECT name FROM account WHERE name <> 'postmaster' ORDER BY id LIMIT 1;"
}

# Sets password= if the account is new. The database need not be there yet.
ask_account() {
	present=
	if [ -s "$database" ]; then
		need_database
		present=$(first_account)
	fi
	ask account 'First account' "$present"
	need account
	first=$answer
	check_name "$first"
	if [ -s "$database" ] && [ -n "$(value "SELECT 1 FROM account WHERE lower(name) = $(fold "$first");")" ]; then
		is_new=
	else
		is_new=yes
		[ -n "${opt_dry-}" ] || ask_password
	fi
}

# --- steps ----------------------------------------------------------------------------------------

# setup_user NAME HOME
setup_user() {
	if getent passwd "$1" >/dev/null; then
		tell exists "user $1"
	else
		change "user $1" useradd --system --user-group --home-dir "$2" --shell /usr/sbin/nologin "$1"
	fi
}

# Makes only the usual directory: another one may be on a disk that is not mounted.
setup_directory() {
	if [ ! -d "$directory" ]; then
		[ "$directory" = "$mail_directory" ] || die "There is no directory $directory, which the setting \
database names. Make it for the user $mail_user, or mount it."
		change "directory $directory" install -d -m 700 -o "$mail_user" -g "$mail_user" "$directory"
	elif [ "$(user_of "$directory")" = "$mail_user" ]; then
		tell exists "directory $directory"
	else
		tell differs "directory $directory belongs to user $(user_of "$directory"), not $mail_user"
	fi
}

setup_settings() {
	[ -e "$settings_file" ] || put_file "$settings_file" 644 root:root <"$samples/pillarbox.conf"
	each_setting set_setting
}

setup_database() {
	if [ -s "$database" ]; then
		tell exists "database $database"
	else
		[ -n "${opt_dry-}" ] || find_owner
		change "database $database" create_database
	fi
}

# insert_account NAME: with $password.
insert_account() {
	hash_password
	value "INSERT INTO account (name, password, created) VALUES ($(quote "$1"), $hash, unixepoch());"
}

# Somebody has to read the mail for postmaster (RFC 5321 section 4.5.1).
setup_account() {
	if [ -n "$is_new" ]; then
		change "account $first" insert_account "$first"
	else
		tell exists "account $first"
	fi
	if [ -s "$database" ] && [ -n "$(value "SELECT 1 FROM alias WHERE name = 'postmaster';")" ]; then
		tell exists "alias postmaster"
	elif [ "$first" != postmaster ]; then
		change "alias postmaster, which leads to $first" do_alias_add postmaster "$first"
	fi
}

# Uses the script that also installs each renewed certificate.
setup_certificate() {
	if cmp -s "$work/pair/fullchain.pem" "$tls_pair/fullchain.pem"; then
		tell exists "certificate in $tls_pair"
	elif [ -e "$tls_pair" ]; then
		tell differs "certificate in $tls_pair, stays as it is; $samples/tlsd/renew replaces it"
	else
		change "certificate in $tls_pair" sh "$samples/tlsd/renew" "$work/pair"
	fi
}

setup_tls() {
	[ -n "$tls" ] || return 0
	setup_user "$tls_user" /nonexistent
	if [ -e "$tls_settings_file" ]; then
		tell exists "$tls_settings_file"
	else
		put_file "$tls_settings_file" 644 root:root <"$samples/pillarbox-tlsd.conf"
	fi
	[ -z "$certificate" ] || setup_certificate
}

do_setup() {
	PATH=$PATH:/usr/sbin:/sbin
	[ -n "$samples" ] || die "These are the sources. Run make install, then the mailctl that it installs."
	[ -z "$global" ] || usage "setup has no -c, -d or -o: the services read $settings_file"
	[ "$(id -u)" = 0 ] || die "setup makes users, and files in /etc. Run it as root."
	ask_names
	ask_super
	ask_certificate
	plan_settings
	[ "$engine" = sqlite ] || die "setup prepares a server with SQLite, and database is in PostgreSQL: \
see pillarbox.conf(5)."
	ask_account
	setup_user "$mail_user" "$mail_directory"
	setup_directory
	setup_settings
	setup_database
	setup_account
	setup_tls
	setup_services
	tell_records
	tell_ports
	tell_start
}
