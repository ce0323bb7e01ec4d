# Five wrong passwords from a network are free, whoever they are for. Each is another one: see
# field-L1-repeats.
modes: step
account: alice secret
account: bob secret
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o plaintext_auth=any
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHdyb25nMQ==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGJvYgB3cm9uZw==
S: -ERR [AUTH] Wrong name or password
C: USER nobody
S: +OK PASS and the password, please
C: PASS wrong
S: -ERR [AUTH] Wrong name or password
C: USER alice
S: +OK PASS and the password, please
C: PASS wrongs
S: -ERR [AUTH] Wrong name or password
C: QUIT
S: +OK mail.example closing the connection
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o plaintext_auth=any
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHdyb25nMg==
S: 535 5.7.8 Wrong name or password
# The next try takes its time, the right password's too.
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
wait: 0.7
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# That took back what was wrong with alice, and nothing else: of the five failures two are left, and
# three more are free.
on: unix
env: TCPREMOTEIP=192.0.2.7
run: pop3d -o plaintext_auth=any
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHdyb25nMw==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNA==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNQ==
S: -ERR [AUTH] Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25nNg==
wait: 0.7
S: -ERR [AUTH] Wrong name or password
# Twice as long.
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
wait: 1.7
S: +OK Signed in, 0 messages, 0 octets
C: QUIT
S: +OK mail.example closing the connection
# Who comes by a pipe has no address, and does not wait.
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
