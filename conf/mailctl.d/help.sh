# Help and version.
# shellcheck shell=sh disable=SC2154

# The options of commands: name|value|what it does. An option does the same with each command that has it,
# unless there is a line with the command in front of the name.
option_table='domain=|DOMAIN|the domain whose mail this server takes
hostname=|NAME|the name of this host in the DNS
account=|NAME|the first account; its password is read from standard input
super=|NAME|systemd, s6, ipsvd, tcpserver, socket-activate, xinetd or inetd
certificate=|FILE|the certificate for TLS, with its chain
key=|FILE|the private key of the certificate
quota=|OCTETS|how much mail it may hold: a number such as 500M, or none
locked||ask for no password; nobody can sign in
with-mail||remove its messages too
from=|ADDRESS|the sender; the default is postmaster
subject=|TEXT|add a header; standard input is only the text
peer=|ADDRESS|also count the failed sign-ins from the network of this IP address
sort=|COLUMN|sort by account, state, messages, octets, unread, last_sign_in or quota
human||show octets in K, M or G
sender=|TEXT|only messages whose sender contains this
search subject=|TEXT|only messages whose subject contains this
header=|TEXT|only messages with a field that contains this, such as "List-Id: news"
since=|DATE|only messages that arrived at this time or later: 2026-11-29, or "3 days ago"
until=|DATE|only messages that arrived before this time
larger=|OCTETS|only messages of more octets: a number such as 10M
smaller=|OCTETS|only messages of fewer octets
maildir||write a Maildir instead of an mbox
older=|DAYS|only messages that arrived more than this many days ago
read||only messages that have been read
dry-run||change nothing, and show what would be done
repair||repair the damage that can be repaired
last=|NUMBER|list this many messages; the default is 100
follow||keep running, and list each new message, until Ctrl-C
by=|WHAT|count by day, account or domain; the default is day
no-copy||do not copy the present contents first
csv||print comma-separated values, with a header line
json||print an array with an object for each row'

# Examples: name|what somebody would type.
example_table='setup|mailctl setup --dry-run --domain example.org --account alice
add|mailctl add --quota 500M carol
passwd|mailctl passwd alice
lock|mailctl lock alice
unlock|mailctl unlock alice
auth|mailctl auth alice
auth|mailctl auth --peer 192.0.2.1 alice@example.org
remove|mailctl remove --with-mail bob
rename|mailctl rename bob robert
list|mailctl list --sort octets --human
show|mailctl show alice
quota|mailctl quota alice 1G
alias add|mailctl alias add info alice bob
alias remove|mailctl alias remove sales bob
alias list|mailctl alias list --csv
explain|mailctl explain sales@example.org
send|echo "Dinner is at six." | mailctl send --subject Dinner alice bob
read|mailctl read alice
read|mailctl read alice 2
search|mailctl search --subject invoice --since "3 months ago" alice
search|mailctl search --header "List-Id: <announce" --larger 1K
delete|mailctl delete alice 1 2
move|mailctl move alice bob 3
import|mailctl import alice old.mbox
import|mailctl import alice message.eml
export|mailctl export alice alice.mbox
export|mailctl export --maildir alice alice.maildir
expire|mailctl expire --older 90 --read
backup|mailctl backup today.db
restore|mailctl restore copy.db
check|mailctl check --repair
migrate|mailctl migrate postgresql:dbname=mail
compact|mailctl compact
status|mailctl status
config|mailctl config
log|mailctl log --since yesterday alice
log|mailctl log --follow
stats|mailctl stats --by domain --since "30 days ago"
help|mailctl help alias add
version|mailctl version'

# do_help [WORD ...]: about all commands, or about those that begin with these words.
do_help() {
	[ $# -gt 0 ] || echo "usage: ${0##*/} [-c FILE] [-d DATABASE] [-o KEY=VALUE] COMMAND [OPTION ...] [ARGUMENT ...]
"
	printf '%s\n\n%s\n\n%s\n' "$option_table" "$example_table" "$command_table" | wanted="$*" called="${0##*/}" awk -F '|' '
		BEGIN { wanted = ENVIRON["wanted"]; called = ENVIRON["called"] }
		NF == 0 { part++; next }
		part == 1 {
			example = $0
			sub(/^[^|]*\|/, "\n    ", example)
			examples[$1] = examples[$1] example
			next
		}
		part == 0 {
			name = $1
			gsub(/.* |=/, "", name)
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
			for (i = 1; i <= count; i++) {
				if (length(line) > 0 && length(line " " option[options[i]]) > 60) {
					printf "  %-40s%s\n", "", line
					line = ""
				}
				line = line " " option[options[i]]
			}
			if (line != "")
				printf "  %-40s%s\n", "", line
		}
		wanted != "" && index($1 " ", wanted " ") == 1 {
			line = (found++ ? "\n" : "") "usage: " called " " $1
			for (i = 1; i <= count; i++)
				line = line " [" option[options[i]] "]"
			print line (arguments == "" ? "" : " " arguments)
			print "  " $NF
			for (i = 1; i <= count; i++) {
				own = $1 " " options[i]
				printf "  %-20s %s\n", option[options[i]], does[own in does ? own : options[i]]
			}
			print "  such as:" examples[$1]
		}
		END { exit wanted != "" && !found }' || usage "there is no command \"$*\""
	[ $# -gt 0 ] || echo "
\"mailctl help COMMAND\" shows more about one command. mailctl(8) describes them all."
}

# The programs know their version and that of the schema.
do_version() {
	"$smtpd" --version | sed '1s/^[^ ]*/mailctl/'
}
