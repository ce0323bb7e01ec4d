# Where TLS is required, a password is announced and accepted after STLS: for a peer elsewhere, and
# with tls_required for everybody.
modes: step
account: alice secret
on: unix
env: TCPREMOTEIP=2001:db8::7
run: pop3d -o interactive=any -o "starttls={again} --tls"
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
S: STLS
S: .
C: AUTH
S: -ERR No password without TLS from where you are
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR No password without TLS from where you are
C: USER alice
S: -ERR No password without TLS from where you are
C: PASS secret
S: -ERR No password without TLS from where you are
C: STLS
S: +OK Begin TLS now
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
S: USER
S: SASL PLAIN LOGIN
S: .
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
on: inet
run: pop3d -o plaintext_auth=any -o tls_required=yes -o "starttls={again} -o tls_required=yes --tls"
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
S: STLS
S: .
C: AUTH
S: -ERR No password without TLS from where you are
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: -ERR No password without TLS from where you are
C: USER alice
S: -ERR No password without TLS from where you are
C: PASS secret
S: -ERR No password without TLS from where you are
C: STLS
S: +OK Begin TLS now
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
S: USER
S: SASL PLAIN LOGIN
S: .
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: QUIT
S: +OK mail.example closing the connection
