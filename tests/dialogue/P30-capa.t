account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK What this server can do
S*: {!STLS}{*}
S: TOP
S*: {!STLS}{*}
S: UIDL
S*: {!STLS}{*}
S: RESP-CODES
S*: {!STLS}{*}
S: AUTH-RESP-CODE
S*: {!STLS}{*}
S: PIPELINING
S*: {!STLS}{*}
S: IMPLEMENTATION {*}
S*: {!STLS}{*}
S: USER
S*: {!STLS}{*}
S: .
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
C: CAPA
S: +OK What this server can do
S*: {!STLS}{*}
S: TOP
S*: {!STLS}{*}
S: UIDL
S*: {!STLS}{*}
S: RESP-CODES
S*: {!STLS}{*}
S: AUTH-RESP-CODE
S*: {!STLS}{*}
S: PIPELINING
S*: {!STLS}{*}
S: IMPLEMENTATION {*}
S*: {!STLS}{*}
S: USER
S*: {!STLS}{*}
S: .
C: QUIT
S: +OK mail.example closing the connection
# Where a password is not accepted, none is asked for.
run: pop3d -o interactive=none -o plaintext_auth=none
S: +OK mail.example POP3 pillarbox
C: CAPA
S: +OK What this server can do
S: TOP
S*: {!USER}{!SASL}{!STLS}{*}
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
S*: {!USER}{!SASL}{!STLS}{*}
S: .
C: USER alice
S: -ERR No password without TLS from where you are
C: QUIT
S: +OK mail.example closing the connection
