# What else a command line can do: print settings, report a mistake, print the usage.
prints: settings
run: smtpd -t -o max_errors=7
S: database = {any}
S*: {!max_errors}{any} = {any}
S: max_errors = 7
S*: {any} = {any}
prints: settings
run: pop3d -t -o max_errors=8
S: database = {any}
S*: {!max_errors}{any} = {any}
S: max_errors = 8
S*: {any} = {any}
run: smtpd -t -o max_errors=many
exit: 78
stderr: {any}event=bad-configuration {any}max_errors{any}
run: pop3d -t -o max_errors=many
exit: 78
stderr: {any}event=bad-configuration {any}max_errors{any}
run: smtpd -t -Z
exit: 64
stderr: {any}: invalid option -- 'Z'
stderr: usage: smtpd{any} [-l] {any}
run: pop3d -l
exit: 64
stderr: {any}: invalid option -- 'l'
stderr: usage: pop3d{any} [-t] {any}
run: pop3d another
exit: 64
stderr: usage: pop3d{any} {any}
run: smtpd --tls=later
exit: 64
stderr: usage: smtpd{any} {any}
prints: settings
run: smtpd --version
S: smtpd{any} {any}.{any}.{any} (pillarbox)
S: build: {any}
S*: database: PostgreSQL with libpq {any}, schema {any}
S: database: SQLite 3.{any}, schema {any}
prints: settings
run: pop3d --version -c missing
S: pop3d{any} {any}.{any}.{any} (pillarbox)
S: build: {any}
S*: database: PostgreSQL with libpq {any}, schema {any}
S: database: SQLite 3.{any}, schema {any}
