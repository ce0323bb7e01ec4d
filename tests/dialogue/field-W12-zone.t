# The zone of a link-local address is for the log: trace fields and the database have the address.
account: alice secret
on: unix
env: TCPREMOTEIP=fe80::1%eth0
run: smtpd -o log=info
S: 220 mail.example ESMTP pillarbox
C: HELO client.example
S: 250 mail.example
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={smtp=id} event=connect peer=fe80::1 zone=eth0
stderr: pillarbox-smtpd session={=smtp} event=deliver {any}
stderr: pillarbox-smtpd session={=smtp} event=disconnect
rows: SELECT peer FROM message
| fe80::1
rows: SELECT instr(data, CAST('from client.example ([IPv6:fe80::1])' AS BLOB)) > 0 FROM content
| 1
# What a zone is called proves nothing, and forges nothing.
on: unix
env: REMOTE_HOST=fe80::2%e0" event=x
run: pop3d -o log=info
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHdyb25n
S: -ERR {*}
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={pop=id} event=connect peer=fe80::2 zone="e0\x22 event=x"
stderr: pillarbox-pop3d session={=pop} event=disconnect
# Brackets are none of the address either; ::1 is this machine, whatever the zone.
on: unix
env: REMOTE_ADDR=[::1%lo]
run: pop3d -o log=info
S: +OK mail.example POP3 pillarbox
C: QUIT
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={local=id} event=connect peer=::1 zone=lo
stderr: pillarbox-pop3d session={=local} event=disconnect
