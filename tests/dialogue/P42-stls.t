# What comes behind STLS in the same packet is never answered. The program that STLS starts here does
# no TLS and starts pop3d again at once, so that an answer would be seen.
modes: step
account: alice secret
on: inet
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: +OK mail.example POP3 pillarbox
R: STLS\r\nSTAT\r\nCAPA\r\n
S: +OK Begin TLS now
wait: 0.3
C: UTF8
S: +OK UTF-8 it is
C: QUIT
S: +OK mail.example closing the connection
through: ucspi-tls
on: inet
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
R: STLS\r\nSTAT\r\nCAPA\r\n
S: +OK Begin TLS now
wait: 0.3
C: UTF8
S: +OK UTF-8 it is
C: QUIT
S: +OK mail.example closing the connection
# Half a line counts as little.
on: inet
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: +OK mail.example POP3 pillarbox
R: STLS\r\nUTF
S: +OK Begin TLS now
C: 8
S: -ERR Unknown command, HELP lists them
C: QUIT
S: +OK mail.example closing the connection
