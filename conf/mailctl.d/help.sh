# Help and version.
# shellcheck shell=sh disable=SC2154

# The options of commands: name|value|what it does. An option does the same with each command that has it.
option_table='domain=|DOMAIN|the domain whose mail this server takes
hostname=|NAME|the name of this host in the DNS
account=|NAME|the first account; its password is read from standard input
super=|NAME|systemd, s6, ipsvd, tcpserver, socket-activate, xinetd or inetd
certificate=|FILE|the certificate for TLS, with its chain
key=|FILE|the private key of the certificate
quota=|OCTETS|how much mail it may hold: a number such as 500M, or none
locked||ask for no password; nobody can sign in
with-mail||remove its messages too
from=|ADDRESS|the sender; without this option postmaster
subject=|TEXT|add a header; standard input is only the text
maildir||write a Maildir instead of an mbox
older=|DAYS|only messages that arrived more than this many days ago
read||only messages that have been read
dry-run||change nothing, and show what would be done
repair||repair the damage that can be repaired
last=|NUMBER|so many messages instead of the last 100
csv||print comma-separated values, with a header line
json||print an array with an object for each row'

# do_help [WORD ...]: about all commands, or about those that begin with these words.
do_help() {
	[ $# -gt 0 ] || echo "usage: mailctl [-c FILE] [-d DATABASE] [-o KEY=VALUE] COMMAND [OPTION ...] [ARGUMENT ...]
"
	printf '%s\n\n%s\n' "$option_table" "$command_table" | wanted="$*" awk -F '|' '
		BEGIN { wanted = ENVIRON["wanted"] }
		NF == 0 { in_commands = 1; next }
		!in_commands {
			name = $1
			sub(/=/, "", name)
			option[$1] = "--" name ($2 == "" ? "" : " " $2)
			does[$1] = $3
			next
		}
		{
			arguments = $6
			for (i = 7; i < NF; i++)
				arguments = arguments "|" $i
			count = split($2, options, " ")
		}
		wanted == "" {
			printf "  %-40s %s\n", $1 " " arguments, $NF
			line = ""
			for (i = 1; i <= count; i++)
				line = line " " option[options[i]]
			if (line != "")
				printf "  %-40s%s\n", "", line
		}
		wanted != "" && index($1 " ", wanted " ") == 1 {
			line = (found++ ? "\n" : "") "usage: mailctl " $1
			for (i = 1; i <= count; i++)
				line = line " [" option[options[i]] "]"
			print line (arguments == "" ? "" : " " arguments)
			print "  " $NF
			for (i = 1; i <= count; i++)
				printf "  %-20s %s\n", option[options[i]], does[options[i]]
		}
		END { exit wanted != "" && !found }' || usage "there is no command \"$*\""
	[ $# -gt 0 ] || echo "
\"mailctl help COMMAND\" shows more about one command. mailctl(8) describes them all."
}

# The programs know their version and that of the schema.
do_version() {
	"$smtpd" --version | sed '1s/^[^ ]*/mailctl/'
}
