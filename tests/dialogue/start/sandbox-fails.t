# Without the sandbox there is no session: one reply instead of the greeting. Here one file too many is open.
modes: step
program: few-files
| #!/bin/sh
| ulimit -n 4
| exec "$@" 3<&-
on: unix
use: smtpd-greets -o interactive=none -o "starttls={dir}/few-files {again} --tls=implicit"; starttls
S: 421 4.3.2 The service is not available, closing
exit: 1
stderr: {any}event=sandbox-failed trying={id} problem="Too many open files"
on: unix
use: pop3 -o "starttls={dir}/few-files {again} --tls=implicit"; stls
S: -ERR [SYS/TEMP] The service is not available, closing
exit: 1
stderr: {any}event=sandbox-failed trying={id} problem="Too many open files"
