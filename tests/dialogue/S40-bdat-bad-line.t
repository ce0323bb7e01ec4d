# The same when the line cannot be used at all: what the client takes for its chunk is no command.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
R: BDAT 12 LAST\nNOOP\r\nQUIT\r\n
S: 50{*}
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
R: BDAT 12\0 LAST\r\nNOOP\r\nQUIT\r\n
S: 50{*}
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
R: BDAT 12 LAST\{600* }\r\nNOOP\r\nQUIT\r\n
S: 50{*}
