# What follows STLS in the same packet is never answered. The program here does no TLS and starts pop3d again
# at once, so an answer would be seen.
use: in-steps; alice; inet; pop3 -o "starttls={again} -o interactive=none --tls"
R: STLS\r\nSTAT\r\nCAPA\r\n  S: +OK Begin TLS now
wait: 0.3
C: UTF8  S: +OK UTF-8 enabled
use: pop3-quit
through: ucspi-tls
use: inet; pop3
R: STLS\r\nSTAT\r\nCAPA\r\n  S: +OK Begin TLS now
wait: 0.3
C: UTF8  S: +OK UTF-8 enabled
use: pop3-quit
# Nor is half a line.
use: inet; pop3 -o "starttls={again} -o interactive=none --tls"
R: STLS\r\nUTF  S: +OK Begin TLS now
C: 8  S: -ERR Unknown command, HELP lists the commands
use: pop3-quit
