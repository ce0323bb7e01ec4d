# Started by a wrapper: without a banner after STARTTLS, with one under implicit TLS. Passwords are accepted,
# whatever plaintext_auth says.
account: alice secret
run: smtpd -o interactive=none -o plaintext_auth=none --tls
use: ehlo-in-full; and-auth
C: STARTTLS  S: 503 5.5.1 TLS is already in use
use: signed-in; quit
use: smtpd-greets -o interactive=none -o plaintext_auth=none --tls=implicit; ehlo-in-full; and-auth
C: STARTTLS  S: 503 5.5.1 TLS is already in use
use: signed-in; quit
# The setting starttls changes nothing.
use: inet; smtpd-greets -o interactive=none --tls=implicit -o "starttls={again} -o interactive=none --tls"
use: ehlo-in-full; and-auth; quit
