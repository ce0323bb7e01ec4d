# The whole list, with AUTH only where it would be accepted.
use: alice; smtpd-greets -o interactive=none -o max_message_size=123456 -o max_recipients=200
C: EHLO client.example  S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 123456
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=200
S: 250-VRFY
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
use: signed-in; ehlo-in-full 123456 | 200; and-help
use: quit; smtpd-greets -o interactive=none -o plaintext_auth=none; ehlo-in-full; and-help; quit
# A remote peer, accepted by a wrapper.
use: remote; smtpd-greets; ehlo-in-full 26214400 | 1000 | alice; and-help; quit
# The terminal dialect changes only the first line.
use: smtpd-greets
C: EHLO alice  S: 250-mail.example the next line is the password of alice
use: all-extensions; and-auth; quit
