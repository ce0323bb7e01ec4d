# The wrapper has the connection, standard error and its script, and none of ours.
use: in-steps; alice
program: wrapper
| #!/bin/sh
| exec 3> descriptors
| (for descriptor in /proc/$$/fd/*; do readlink $descriptor; done) >&3
| kill -PIPE $$
| exit 0
use: inet; smtpd-greets -o interactive=none -o starttls={dir}/wrapper; ehlo-help; signed-in; starttls
exit: PIPE
lines: descriptors
| socket:[{d}]
| socket:[{d}]
| {any}/wrapper
| pipe:[{d}]
| {any}/descriptors
# If standard error is the client's socket, the wrapper does not get it.
on: inet
stderr-to: socket
use: pop3 -o starttls={dir}/wrapper; stls
exit: PIPE
lines: descriptors
| socket:[{d}]
| socket:[{d}]
| {any}/wrapper
| /dev/null
| {any}/descriptors
