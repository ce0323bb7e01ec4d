# The zone of a link-local address is for the log. Trace fields and database have the address alone.
use: alice; remote fe80::1%eth0; smtpd-greets -o log=info
C: HELO client.example  S: 250 mail.example
use: delivery; quit
stderr: pillarbox-smtpd session={smtp=id} event=connect peer=fe80::1 zone=eth0
stderr: pillarbox-smtpd session={=smtp} event=deliver {any}
stderr: pillarbox-smtpd session={=smtp} event=disconnect
rows: SELECT peer FROM message  | fe80::1
rows: SELECT instr(data, CAST('from client.example ([IPv6:fe80::1])' AS BLOB)) > 0 FROM content  | 1
# A zone's name proves nothing and forges nothing.
on: unix
env: REMOTE_HOST=fe80::2%e0" event=x
use: pop3d-greets -o log=info
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: -ERR {*}
use: pop3-quit
stderr: pillarbox-pop3d session={pop=id} event=connect peer=fe80::2 zone="e0\x22 event=x"
stderr: pillarbox-pop3d session={=pop} event=disconnect
# Brackets are no part of the address. ::1 is local, whatever the zone.
on: unix
env: REMOTE_ADDR=[::1%lo]
use: pop3d-greets -o log=info; pop3-quit
stderr: pillarbox-pop3d session={local=id} event=connect peer=::1 zone=lo
stderr: pillarbox-pop3d session={=local} event=disconnect
