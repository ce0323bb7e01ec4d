# A mistake in the settings: one reply instead of the greeting, and a line in the log.
file: bad.conf
| # a comment
| quota = 1000
|
| max_errors = many
run: smtpd -c {dir}/bad.conf
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: pillarbox-smtpd session={id} event=bad-configuration {any}bad.conf:4: max_errors{any}
run: pop3d -c {dir}/bad.conf
C: QUIT  S: -ERR [SYS/PERM] The server is not configured correctly
exit: 78
stderr: pillarbox-pop3d session={id} event=bad-configuration {any}bad.conf:4: max_errors{any}
run: smtpd -o maximum_errors=3
C: EHLO client.example  S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}maximum_errors{any}
run: pop3d -c {dir}/missing.conf
S: -ERR [SYS/PERM] The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}missing.conf{any}
run: smtpd -o password_hash=$nonsense$
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}password_hash{any}
