# STLS is announced where it would be accepted: before signing in, on a socket, with a program that
# does it, and not under TLS.
modes: step
account: alice secret
on: inet
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
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
S: USER
S: SASL PLAIN LOGIN
S: .
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
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
C: QUIT
S: +OK mail.example closing the connection
on: inet
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
S: +OK mail.example POP3 pillarbox
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
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none -o "starttls={again} -o interactive=none --tls"
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
C: QUIT
S: +OK mail.example closing the connection
through: ucspi-tls
on: inet
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
S: STLS
S: USER
S: SASL PLAIN LOGIN
S: .
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
C: QUIT
S: +OK mail.example closing the connection
# What a wrapper in front starts.
run: pop3d -o interactive=none -o plaintext_auth=none --tls
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
C: QUIT
S: +OK mail.example closing the connection
run: pop3d -o interactive=none -o plaintext_auth=none --tls=implicit
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
C: QUIT
S: +OK mail.example closing the connection
