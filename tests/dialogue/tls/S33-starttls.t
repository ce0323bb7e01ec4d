# STARTTLS is offered where it would be accepted: on a socket, with a program that does TLS, and not under
# TLS. The program here does no TLS and starts smtpd again at once.
use: in-steps; alice; inet
use: smtpd-greets -o interactive=none -o "starttls={again} -o interactive=none --tls"; ehlo-in-full
S: 250-STARTTLS
use: and-auth; signed-in; ehlo-in-full; and-starttls
C: STARTTLS  S: 220 2.0.0 Begin TLS now
use: ehlo-in-full; and-auth
C: STARTTLS  S: 503 5.5.1 TLS is already in use
use: quit
# A pipe.
use: smtpd-greets -o interactive=none -o "starttls={again} -o interactive=none --tls"; ehlo-in-full
use: and-auth
C: STARTTLS  S: 502 5.5.1 STARTTLS is not implemented
use: quit
# No such program.
use: inet; smtpd-greets -o interactive=none; ehlo-in-full; and-auth
C: STARTTLS  S: 502 5.5.1 STARTTLS is not implemented
C: STARTTLS now  S: 502 5.5.1 STARTTLS is not implemented
use: quit
