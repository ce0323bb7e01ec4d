# The error shows only after the go-ahead was sent: the client cannot be told.
modes: step
program: wrapper
| #!{dir}/no-such-interpreter
use: inet; smtpd-greets -o interactive=none -o starttls={dir}/wrapper; ehlo-help; starttls
exit: 1
stderr: {any}event=tls-failed {any}/wrapper problem="No such file or directory"
use: inet; pop3 -o starttls={dir}/wrapper; stls
exit: 1
stderr: {any}event=tls-failed {any}/wrapper problem="No such file or directory"
