# The three descriptors must be open, or UCSPI-TLS is off. A relay does not inherit them.
use: in-steps; alice; inet
env: SSLCTLFD=3
env: SSLREADFD=4
env: SSLWRITEFD=x
use: smtpd-greets -o interactive=none; ehlo-in-full; and-auth; quit
program: relay
| #!/bin/sh
| exec > descriptors
| for descriptor in /proc/$$/fd/*; do readlink $descriptor; done
| exit 0
through: ucspi-tls
use: inet; smtpd-greets -o interactive=none -o "relay={dir}/relay"; ehlo-help; signed-in
use: message alice@mail.example | friend@elsewhere.example
C: Subject: one
C: .  S: 250 2.0.0 Relayed as {id}
use: quit
lines: descriptors
| pipe:[{d}]
| {any}/descriptors
| {any}/relay
| pipe:[{d}]
