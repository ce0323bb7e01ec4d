# The whole list, the same after sign-in. Password mechanisms are listed only where a password is accepted.
use: alice; pop3; capabilities; and-sign-in; login alice | secret | 0
C: capa  S: +OK Capability list follows
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox
use: and-sign-in
C: CAPA x  S: -ERR CAPA takes no argument
use: pop3-quit; pop3 -o plaintext_auth=none; capabilities; end
C: USER alice  S: -ERR A password requires TLS here
C: PASS secret  S: -ERR {*}
use: pop3-quit
on: unix
env: REMOTE_HOST=192.0.2.7
use: pop3; capabilities; end
C: USER alice  S: -ERR A password requires TLS here
use: pop3-quit
