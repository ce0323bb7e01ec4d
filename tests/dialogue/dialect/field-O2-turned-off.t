# Words of the dialect from this machine: the log names the file that turns it off, once a session.
file: pillarbox.conf
| interactive = none
use: smtpd-greets -o log=warning
C: EHLO alice
C: secret
L: NOOP
S*: {any}
S: 500 5.5.1 Unknown command, HELP lists the commands
S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: quit
stderr: pillarbox-smtpd session={any} event=dialect-off settings={any}/pillarbox.conf
# By LMTP comes no person, and a known command in a wrong place is no word of the dialect.
file: pillarbox.conf
| interactive = none
use: smtpd-greets -l -o log=warning
C: NONSENSE  S: 500 5.5.1 Unknown command, HELP lists the commands
use: quit; smtpd-greets -o log=warning
C: MAIL  S: 503 {any}
use: quit
