# A peer who may create accounts, and --create, create a missing database. The log says so once.
database: none
use: smtpd-greets -o log=info
C: HELO alice  S: 250 mail.example account alice created, without a password
use: quit
stderr: pillarbox-smtpd session={id} event=connect peer=local
stderr: pillarbox-smtpd session={id} event=store-created database={any}/mail.db
stderr: pillarbox-smtpd session={id} event=sign-in account=alice how=created
stderr: pillarbox-smtpd session={id} event=disconnect
prints: settings
run: smtpd -o log=info -d {dir}/second.db -o interactive=none --create
stderr: pillarbox-smtpd session={id} event=store-created database={any}/second.db
prints: settings
run: smtpd -o log=info -d {dir}/second.db --create
prints: settings
run: smtpd -d {dir}/missing/third.db --create
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=create problem="{any}/third.db: third.db: No such file or directory; create its directory, or set another database"
prints: settings
run: pop3d --create
exit: 64
stderr: {any}unrecognized option '--create'
stderr: usage: pop3d{any} [-t] [-c file] [-d database] [-o key=value] [--tls[=implicit|now]] [--version] [--export=account [--messages[=id]] [--fields]] [--hold=account] [--try=login [--peer=address]]
