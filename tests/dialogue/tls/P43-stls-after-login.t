# STLS comes before sign-in, and once.
use: in-steps; alice; inet; maildrop 0 | -o "starttls={again} -o interactive=none --tls"
C: STLS  S: -ERR STLS is out of sequence, expected {*}
C: STAT  S: +OK 0 0
use: pop3-quit; inet; pop3 -o "starttls={again} -o interactive=none --tls"; username
C: STLS  S: +OK Begin TLS now
C: STLS  S: -ERR TLS is already in use
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
use: username
C: STLS  S: -ERR TLS is already in use
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
use: login alice | secret | 0
C: STLS  S: -ERR TLS is already in use
use: pop3-quit
# Under implicit TLS, and without TLS.
use: pop3 --tls=implicit
C: STLS  S: -ERR TLS is already in use
C: STLS now  S: -ERR TLS is already in use
use: pop3-quit; pop3 -o "starttls={again} -o interactive=none --tls"
C: STLS  S: -ERR STLS is not offered here
use: pop3-quit
