# STLS comes before signing in, and once.
modes: step
account: alice secret
on: inet
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: STLS
S: -ERR STLS is out of order, {*} may come now
C: STAT
S: +OK 0 0
C: QUIT
S: +OK mail.example closing the connection
on: inet
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: STLS
S: +OK Begin TLS now
C: STLS
S: -ERR TLS is in use already
C: PASS secret
S: -ERR PASS is out of order, {*} may come now
C: USER alice
S: +OK PASS and the password, please
C: STLS
S: -ERR TLS is in use already
C: PASS secret
S: -ERR PASS is out of order, {*} may come now
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: STLS
S: -ERR TLS is in use already
C: QUIT
S: +OK mail.example closing the connection
# Under TLS from the first octet on, and where there is none.
run: pop3d -o interactive=none --tls=implicit
S: +OK mail.example POP3 pillarbox
C: STLS
S: -ERR TLS is in use already
C: STLS now
S: -ERR TLS is in use already
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: +OK mail.example POP3 pillarbox
C: STLS
S: -ERR STLS is not offered here
C: QUIT
S: +OK mail.example closing the connection
