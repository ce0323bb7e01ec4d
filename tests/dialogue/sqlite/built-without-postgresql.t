# A setting for an engine that the program lacks is a mistake in the settings.
run: smtpd -d "postgresql:host=/run/postgresql dbname=mail password=secret"
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration problem="database: this program has been built without PostgreSQL: {any}
run: pop3d -d postgresql:
S: -ERR [SYS/PERM] The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration problem="database: this program has been built without PostgreSQL: {any}
run: smtpd -o session_database=postgresql:
S: 421 4.3.5 The server is not configured correctly
exit: 78
stderr: {any}event=bad-configuration problem="session_database: this and database must begin with postgresql:"
