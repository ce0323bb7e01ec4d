# What an attacker inserts after STARTTLS is never executed.
modes: step
use: inet; smtpd-greets -o interactive=none -o "starttls={again} -o interactive=none --tls"; ehlo-help
R: STARTTLS\r\nNOOP\r\nRSET\r\n  S: 220 2.0.0 Begin TLS now
wait: 0.3
use: noop; quit
through: ucspi-tls
use: inet; smtpd-greets -o interactive=none; ehlo-help
R: STARTTLS\r\nNOOP\r\nRSET\r\n  S: 220 2.0.0 Begin TLS now
wait: 0.3
use: noop; quit
