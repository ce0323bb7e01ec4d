# A program that cannot be executed is noticed before the go-ahead, and the session goes on.
use: in-steps; alice
file: wrapper
| #!/bin/sh
use: inet; smtpd-greets -o interactive=none -o "starttls={dir}/missing -x"; ehlo-in-full
S: 250-STARTTLS
use: and-auth
C: STARTTLS  S: 454 4.7.0 TLS is not available, try again later
use: signed-in; quit
stderr: {any}event=tls-failed {any}/missing -x" problem="No such file or directory"
use: inet; smtpd-greets -o interactive=none -o starttls={dir}; ehlo-help
C: STARTTLS  S: 454 4.7.0 TLS is not available, try again later
use: quit
stderr: {any}event=tls-failed {any} problem="Permission denied"
use: inet; pop3 -o starttls={dir}/wrapper
C: STLS  S: -ERR [SYS/TEMP] TLS is not available, try again later
use: login alice | secret | 0; pop3-quit
stderr: {any}event=tls-failed {any} problem="Permission denied"
