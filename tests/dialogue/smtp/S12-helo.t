# HELO gets no list of extensions.
use: smtpd-greets -o interactive=none
C: HELO client.example  S: 250 mail.example
C: HELO other  S: 250 mail.example
use: noop; quit
