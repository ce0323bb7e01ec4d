# The wrapper has the connection and standard error, its script, and none of ours.
modes: step
account: alice secret
program: wrapper
| #!/bin/sh
| exec 3> descriptors
| (for descriptor in /proc/$$/fd/*; do readlink $descriptor; done) >&3
| kill -PIPE $$
| exit 0
on: inet
run: smtpd -o interactive=none -o starttls={dir}/wrapper
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: STARTTLS
S: 220 2.0.0 Begin TLS now
exit: PIPE
lines: descriptors
| socket:[{d}]
| socket:[{d}]
| {any}/wrapper
| pipe:[{d}]
| {any}/descriptors
# Where standard error is the client's own socket, the wrapper does not get it.
on: inet
stderr-to: socket
run: pop3d -o interactive=none -o starttls={dir}/wrapper
S: +OK mail.example POP3 pillarbox
C: STLS
S: +OK Begin TLS now
exit: PIPE
lines: descriptors
| socket:[{d}]
| socket:[{d}]
| {any}/wrapper
| /dev/null
| {any}/descriptors
