# The file's settings are in force; -o overrides them.
file: pillarbox.conf
| # a comment
|   max_message_size = 64K
|
| interactive=none
use: smtpd-greets
C: EHLO client.example  S: 250-mail.example
S*: 250-{!SIZE}{*}
S: 250-SIZE 65536
use: extensions
L: NOOP  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: quit; smtpd-greets -o max_message_size=1M
C: EHLO client.example  S: 250-mail.example
S*: 250-{!SIZE}{*}
S: 250-SIZE 1048576
use: extensions; quit
