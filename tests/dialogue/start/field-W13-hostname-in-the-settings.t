# An invalid host name is a mistake in the settings. An address literal is valid.
file: bad.conf
| hostname = mail.example # ours
run: smtpd -c {dir}/bad.conf
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}bad.conf:1: hostname: the name of a host is needed{any}
run: smtpd -o 'hostname=(none)'
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}hostname: the name of a host is needed{any}
run: pop3d -o 'hostname=mail example'
S: -ERR [SYS/PERM] The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}hostname: the name of a host is needed{any}
run: pop3d -o hostname=mäil.example
S: -ERR [SYS/PERM] The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}hostname: the name of a host is needed{any}
run: smtpd -o hostname=[192.0.2.1]
S: 220 [192.0.2.1] ESMTP pillarbox
C: QUIT  S: 221 2.0.0 [192.0.2.1] closing the connection
