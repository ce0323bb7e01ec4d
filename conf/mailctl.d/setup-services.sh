# Setup, the part about super-servers: it makes their files from the samples, and tells what is left to do.
# shellcheck shell=sh disable=SC2154,SC2034

# name|what it needs: programs, or a path|how its samples are installed|where it looks for directories
super_table='systemd|/run/systemd/system|units|
s6|s6-svscan tcpsvd|directories|/run/service
ipsvd|runsvdir tcpsvd|directories|/etc/service
tcpserver|svscan tcpserver|directories|/etc/service
socket-activate|svscan systemd-socket-activate|directories|/etc/service
xinetd|xinetd|xinetd|
inetd|inetd|inetd|'

# The services and their ports, by the names of all samples. tlsd has no port.
port_table='tls -
tlsd -
smtp 25
submission 587
smtps 465
submissions 465
pop3 110
pop3s 995'

places=/etc/pillarbox
units=/etc/systemd/system
# The units of the Debian package.
packaged=/lib/systemd/system

super_names() {
	printf '%s\n' "$super_table" | sed 's/|.*//' | paste -s -d , - | sed 's/,/, /g'
}

# is_here PROGRAM|PATH
is_here() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# lacking NEED ...: prints those that are not there.
lacking() {
	for need in "$@"; do
		is_here "$need" || printf ' %s' "$need"
	done
}

# The first super-server that this machine has.
find_super() {
	while IFS='|' read -r name needs kind scanned; do
		# shellcheck disable=SC2086 # a list
		[ -n "$(lacking $needs)" ] || {
			echo "$name"
			break
		}
	done <<END
$super_table
END
}

# The services of this super-server. All but smtp need TLS.
find_services() {
	services=
	while read -r name port; do
		if [ "$name" = smtp ] || { [ -n "$tls" ] && "has_$kind" "$name"; }; then
			services="$services $name"
		fi
	done <<END
$port_table
END
}

setup_services() {
	IFS='|' read -r super needs kind scanned <<END
$(printf '%s\n' "$super_table" | grep "^$super|")
END
	# shellcheck disable=SC2086 # a list
	absent=$(lacking $needs)
	[ -z "$absent" ] || warn "$super will not run, because this is missing:$absent"
	find_services
	for service in $services; do
		"setup_$kind" "$service"
	done
	[ -n "$tls" ] || tell 'not yet' "submission and POP3: run setup again when there is a certificate"
}

has_units() {
	[ -e "$samples/systemd/pillarbox-$1.socket" ] || [ -e "$packaged/pillarbox-$1.socket" ]
}

setup_units() {
	for unit in "$samples/systemd/pillarbox-$1"[.@]* "$packaged/pillarbox-$1"[.@]*; do
		if [ "${unit%/*}" != "$packaged" ] && [ -e "$unit" ]; then
			put_file "$units/${unit##*/}" 644 root:root <"$unit"
		elif [ -e "$unit" ]; then
			tell exists "$unit"
		fi
	done
}

has_directories() {
	[ -e "$samples/$super/$1/run" ]
}

setup_directories() {
	for file in "$1/run" "$1/log/run"; do
		put_file "$places/$super-$file" 755 root:root <"$samples/$super/$file"
	done
	# The rules of tcpserver.
	if [ "$1" = smtp ] && [ -e "$samples/$super/rules" ]; then
		put_file "$places/rules" 644 root:root <"$samples/$super/rules"
	fi
}

# inetd and xinetd do not start tlsd. cron does.
has_script() {
	[ "$1" = tlsd ]
}

setup_script() {
	put_file "$places/$1" 755 root:root <"$samples/inetd/$1"
	echo "@reboot root $places/$1" | put_file "/etc/cron.d/pillarbox-$1" 644 root:root
}

has_xinetd() {
	has_script "$1" || grep -qxF "service $1" "$samples/xinetd/pillarbox"
}

# One file has the blocks of all services, smtp first.
setup_xinetd() {
	! has_script "$1" || setup_script "$1"
	[ "$1" = smtp ] || return 0
	if [ -n "$tls" ]; then
		cat "$samples/xinetd/pillarbox"
	else
		sed '/^}/q' "$samples/xinetd/pillarbox"
	fi | put_file /etc/xinetd.d/pillarbox 644 root:root
}

# inetd_line NAME FILE: the line of a service.
inetd_line() {
	NAME=$1 awk '$1 == ENVIRON["NAME"] { $1 = $1; print }' "$2" 2>/dev/null || true
}

has_inetd() {
	has_script "$1" || [ -n "$(inetd_line "$1" "$samples/inetd/inetd.conf")" ]
}

# The file has services of others too, so setup adds a line.
setup_inetd() {
	if has_script "$1"; then
		setup_script "$1"
		return
	fi
	line=$(inetd_line "$1" "$samples/inetd/inetd.conf")
	case $(inetd_line "$1" /etc/inetd.conf) in
	'') change "service $1, in /etc/inetd.conf" add_line "$line" /etc/inetd.conf ;;
	"$line") tell exists "service $1, in /etc/inetd.conf" ;;
	*) tell differs "service $1, in /etc/inetd.conf, stays as it is" ;;
	esac
}

# add_line LINE FILE: the last line of the file may have no newline.
add_line() {
	[ -z "$(tail -c 1 "$2" 2>/dev/null)" ] || echo >>"$2"
	printf '%s\n' "$1" >>"$2"
}

# --- what is left to do ---------------------------------------------------------------------------

# The public addresses that this machine knows it has.
public_addresses() {
	ip -o address show scope global 2>/dev/null | awk '
		$3 ~ /^inet/ && !/ (temporary|deprecated) / {
			sub(/\/.*/, "", $4)
			if ($4 !~ /^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9].|1[01].|12[0-7])\.|f[cd])/)
				print $4
		}'
}

# tell_record NAME TYPE VALUE
tell_record() {
	printf '    %-30s %-5s %s\n' "$1" "$2" "$3"
}

tell_records() {
	echo
	echo "Publish these records in the DNS. The provider of the address makes the PTR record."
	echo
	addresses=$(public_addresses)
	for address in ${addresses:-ADDRESS}; do
		case $address in
		*:*) tell_record "$conf_hostname." AAAA "$address" ;;
		*) tell_record "$conf_hostname." A "$address" ;;
		esac
		tell_record "$address" PTR "$conf_hostname."
	done
	for domain in $(printf '%s' "$conf_domains" | tr , ' '); do
		tell_record "$domain." MX "10 $conf_hostname."
		tell_record "$domain." TXT '"v=spf1 mx -all"'
	done
	echo
	[ -n "$addresses" ] || echo "Replace ADDRESS with the public address of this server, which setup does not know."
	echo "If another server sends your mail, as with the setting relay, the TXT record (SPF) must name it too."
}

tell_ports() {
	echo
	echo "The firewall must let in these TCP ports: $(
		for name in $services; do
			printf '%s\n' "$port_table" | sed -n "s/^$name \([0-9]\)/\1/p"
		done | paste -s -d ' ' -
	)"
}

tell_start() {
	echo
	echo "Then start the services:"
	echo
	"start_$kind" | sed 's/^/    /'
}

start_units() {
	echo systemctl daemon-reload
	echo "systemctl enable --now$(printf '%s' "$services" | sed 's/ [^ ]*/ pillarbox-&.socket/g; s/- /-/g')"
}

start_directories() {
	[ ! -e "$samples/$super/rules" ] ||
		echo "tcprules $places/tcp.cdb $places/tcp.tmp <$places/rules"
	for name in $services; do
		echo "ln -sfn $places/$super-$name $scanned/pillarbox-$super-$name"
	done
	[ "$super" != s6 ] || echo "s6-svscanctl -a $scanned"
}

start_script() {
	[ -z "$tls" ] || echo "setsid -f $places/tlsd </dev/null >/dev/null"
}

start_xinetd() {
	start_script
	echo 'pkill -HUP -x xinetd'
}

start_inetd() {
	start_script
	echo 'pkill -HUP -x inetd'
}
