# The setting is the path of a program, and arguments.
run: smtpd -o relay=sendmail
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration {any}relay{any}
