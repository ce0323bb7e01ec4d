# Where TLS is required, passwords are announced and accepted after STLS: for a remote peer, and for all with
# tls_required.
modes: step
use: alice; remote 2001:db8::7; pop3d-greets -o interactive=any -o "starttls={again} --tls"; capabilities
S: STLS
S: .
each: -ERR A password requires TLS here
| AUTH
| AUTH PLAIN AGFsaWNlAHNlY3JldA==
| USER alice
| PASS secret
use: stls; capabilities; and-sign-in; login alice | secret | 0; pop3-quit
on: inet
use: pop3d-greets -o plaintext_auth=any -o tls_required=yes -o "starttls={again} -o tls_required=yes --tls"
use: capabilities
S: STLS
S: .
each: -ERR A password requires TLS here
| AUTH
| AUTH PLAIN AGFsaWNlAHNlY3JldA==
| USER alice
| PASS secret
use: stls; capabilities; and-sign-in; login alice | secret | 0; pop3-quit
