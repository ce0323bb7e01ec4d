# STLS is announced where it would be accepted: before sign-in, on a socket, with a program that does TLS, and
# not under TLS.
use: in-steps; alice; inet; pop3 -o "starttls={again} -o interactive=none --tls"; capabilities
S: STLS
use: and-sign-in; login alice | secret | 0; capabilities; and-sign-in; pop3-quit
use: inet; pop3 -o "starttls={again} -o interactive=none --tls"; stls; capabilities; and-sign-in; pop3-quit
use: pop3 -o "starttls={again} -o interactive=none --tls"; capabilities; and-sign-in; pop3-quit
through: ucspi-tls
use: inet; pop3; capabilities
S: STLS
use: and-sign-in; stls; capabilities; and-sign-in; pop3-quit
# Started by a TLS wrapper.
run: pop3d -o interactive=none -o plaintext_auth=none --tls
use: capabilities; and-sign-in; pop3-quit
use: pop3 -o plaintext_auth=none --tls=implicit; capabilities; and-sign-in; pop3-quit
