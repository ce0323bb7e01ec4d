# A program that cannot be executed is noticed before the go-ahead, and the session goes on.
modes: step
account: alice secret
file: wrapper
| #!/bin/sh
on: inet
run: smtpd -o interactive=none -o "starttls={dir}/missing -x"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-STARTTLS
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: STARTTLS
S: 454 4.7.0 There is no TLS now, try again later
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: {any}event=tls-failed {any}/missing -x" problem="No such file or directory"
on: inet
run: smtpd -o interactive=none -o starttls={dir}
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: STARTTLS
S: 454 4.7.0 There is no TLS now, try again later
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: {any}event=tls-failed {any} problem="Permission denied"
on: inet
run: pop3d -o interactive=none -o starttls={dir}/wrapper
S: +OK mail.example POP3 pillarbox
C: STLS
S: -ERR [SYS/TEMP] There is no TLS now, try again later
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
stderr: {any}event=tls-failed {any} problem="Permission denied"
