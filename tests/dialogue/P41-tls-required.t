# Where TLS is required no password is asked for or taken: by the settings, or from a peer
# elsewhere.
account: alice secret
run: pop3d -o plaintext_auth=none
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK What this server can do
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
S: .
C: AUTH
S: -ERR No password without TLS from where you are
C: AUTH PLAIN
S: -ERR No password without TLS from where you are
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR No password without TLS from where you are
C: AUTH LOGIN
S: -ERR No password without TLS from where you are
C: USER alice
S: -ERR No password without TLS from where you are
C: PASS secret
S: -ERR No password without TLS from where you are
C: STAT
S: -ERR STAT is out of order, {*} may come now
C: QUIT
S: +OK mail.example closing the connection
on: unix
env: TCPREMOTEIP=2001:db8::7
run: pop3d -o interactive=any
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK What this server can do
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
S: .
C: AUTH
S: -ERR No password without TLS from where you are
C: AUTH PLAIN
S: -ERR No password without TLS from where you are
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR No password without TLS from where you are
C: AUTH LOGIN
S: -ERR No password without TLS from where you are
C: USER alice
S: -ERR No password without TLS from where you are
C: PASS secret
S: -ERR No password without TLS from where you are
C: STAT
S: -ERR STAT is out of order, {*} may come now
C: QUIT
S: +OK mail.example closing the connection
