# The whole list, after signing in as before. What asks for a password stands there only where one
# is accepted.
account: alice secret
run: pop3d -o interactive=none
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
S: USER
S: SASL PLAIN LOGIN
S: .
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: capa
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
C: CAPA x
S: -ERR CAPA takes no argument
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none -o plaintext_auth=none
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
C: USER alice
S: -ERR No password without TLS from where you are
C: PASS secret
S: -ERR {*}
C: QUIT
S: +OK mail.example closing the connection
on: unix
env: REMOTE_HOST=192.0.2.7
run: pop3d -o interactive=none
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
C: USER alice
S: -ERR No password without TLS from where you are
C: QUIT
S: +OK mail.example closing the connection
