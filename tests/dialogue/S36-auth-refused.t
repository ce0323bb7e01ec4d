account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH CRAM-MD5
S: 504 5.5.4 Unknown mechanism, there are PLAIN and LOGIN
C: AUTH X AGFsaWNlAHNlY3JldA==
S: 504 5.5.4 Unknown mechanism, there are PLAIN and LOGIN
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 503 5.5.1 AUTH is out of order, {*} may come now
C: RSET
S: 250 2.0.0 OK
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 503 5.5.1 Already signed in
C: RSET
S: 250 2.0.0 OK
C: AUTH LOGIN
S: 503 5.5.1 Already signed in
C: AUTH
S: 503 5.5.1 Already signed in
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: AUTH
S: 503 5.5.1 Already signed in
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# Before EHLO.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 503 5.5.1 AUTH is out of order, {*} may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# Where TLS is required.
run: smtpd -o interactive=none -o plaintext_auth=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 538 5.7.11 No password without TLS from where you are
C: AUTH LOGIN
S: 538 5.7.11 No password without TLS from where you are
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A peer from elsewhere, which a wrapper in front has accepted.
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 538 5.7.11 No password without TLS from where you are
C: QUIT
S: 221 2.0.0 mail.example closing the connection
