# Without the sandbox there is no session: one reply in place of the greeting. What fails here is
# to open one file more than there may be open.
modes: step
program: few-files
| #!/bin/sh
| ulimit -n 4
| exec "$@" 3<&-
on: unix
run: smtpd -o interactive=none -o "starttls={dir}/few-files {again} --tls=implicit"
S: 220 mail.example ESMTP pillarbox
C: STARTTLS
S: 220 2.0.0 Begin TLS now
S: 421 4.3.2 The server cannot serve you now, closing
exit: 1
stderr: {any}event=sandbox-failed trying=landlock problem="Too many open files"
on: unix
run: pop3d -o interactive=none -o "starttls={dir}/few-files {again} --tls=implicit"
S: +OK mail.example POP3 pillarbox
C: STLS
S: +OK Begin TLS now
S: -ERR [SYS/TEMP] The server cannot serve you now, closing
exit: 1
stderr: {any}event=sandbox-failed trying=landlock problem="Too many open files"
