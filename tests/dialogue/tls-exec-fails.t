# What shows only when the go-ahead is on its way: nothing can be said to the client any more.
modes: step
program: wrapper
| #!{dir}/no-such-interpreter
on: inet
run: smtpd -o interactive=none -o starttls={dir}/wrapper
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: STARTTLS
S: 220 2.0.0 Begin TLS now
exit: 1
stderr: {any}event=tls-failed {any}/wrapper problem="No such file or directory"
on: inet
run: pop3d -o interactive=none -o starttls={dir}/wrapper
S: +OK mail.example POP3 pillarbox
C: STLS
S: +OK Begin TLS now
exit: 1
stderr: {any}event=tls-failed {any}/wrapper problem="No such file or directory"
