# The same with an invalid line: what the client sends as its chunk is never run.
use: smtpd-greets -o interactive=none
R: BDAT 12 LAST\nNOOP\r\nQUIT\r\n  S: 50{*}
use: smtpd-greets -o interactive=none
R: BDAT 12\0 LAST\r\nNOOP\r\nQUIT\r\n  S: 50{*}
use: smtpd-greets -o interactive=none
R: BDAT 12 LAST\{600* }\r\nNOOP\r\nQUIT\r\n  S: 50{*}
