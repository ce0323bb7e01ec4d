use: alice; smtp
C: AUTH CRAM-MD5  S: 504 5.5.4 Unknown mechanism, use PLAIN or LOGIN
C: AUTH X AGFsaWNlAHNlY3JldA==  S: 504 5.5.4 Unknown mechanism, use PLAIN or LOGIN
use: from
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 503 5.5.1 AUTH is out of sequence, expected {*}
use: reset; signed-in
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 503 5.5.1 Already signed in
use: reset
C: AUTH LOGIN  S: 503 5.5.1 Already signed in
C: AUTH  S: 503 5.5.1 Already signed in
C: MAIL FROM:<alice@mail.example>  S: 250 2.1.0 Sender <alice@mail.example> accepted
C: AUTH  S: 503 5.5.1 Already signed in
use: quit
# Before EHLO.
use: smtpd-greets -o interactive=none
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 503 5.5.1 AUTH is out of sequence, expected {*}
use: quit
# Where TLS is required.
use: smtp -o plaintext_auth=none
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 538 5.7.11 A password requires TLS here
C: AUTH LOGIN  S: 538 5.7.11 A password requires TLS here
use: quit
# A remote peer, accepted by a wrapper.
use: remote; smtp
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 538 5.7.11 A password requires TLS here
use: quit
