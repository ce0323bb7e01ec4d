# Where TLS is required, no password is asked for or accepted: by the settings, or from a remote peer.
use: alice; pop3d-greets -o plaintext_auth=none; capabilities; end
each: -ERR A password requires TLS here
| AUTH
| AUTH PLAIN
| AUTH PLAIN AGFsaWNlAHNlY3JldA==
| AUTH LOGIN
| USER alice
| PASS secret
C: STAT  S: -ERR STAT is out of sequence, expected {*}
use: pop3-quit; remote 2001:db8::7; pop3d-greets -o interactive=any; capabilities; end
each: -ERR A password requires TLS here
| AUTH
| AUTH PLAIN
| AUTH PLAIN AGFsaWNlAHNlY3JldA==
| AUTH LOGIN
| USER alice
| PASS secret
C: STAT  S: -ERR STAT is out of sequence, expected {*}
use: pop3-quit
