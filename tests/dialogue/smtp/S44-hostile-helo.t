# The client's name cannot add a line or a field.
use: alice; smtpd-greets -o interactive=none
R: EHLO x) by evil (\x1b\x0bX-Evil: yes\r\n  S: 250-mail.example
use: extensions; delivery hostile; quit
rows: SELECT count(*) FROM content WHERE instr(data, x'1b') OR instr(data, x'0b')  | 0
use: smtpd-greets -o interactive=none
R: EHLO evil\nX-Evil: yes\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
S: 500 5.5.1 Unknown command, HELP lists the commands
R: EHLO evil\rX-Evil: yes\r\n  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
use: quit
