# Each extension only where it would be accepted.
account: alice secret
run: smtpd -o interactive=none -o max_message_size=123456
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 123456
S: 250-8BITMIME
S*: 250-{!AUTH}{!STARTTLS}{*}
S: 250-ENHANCEDSTATUSCODES
S*: 250-{!AUTH}{!STARTTLS}{*}
S: 250-VRFY
S*: 250-{!AUTH}{!STARTTLS}{*}
S: 250-AUTH PLAIN LOGIN
S*: 250-{!AUTH}{!STARTTLS}{*}
S: 250 HELP
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S*: 250-{!AUTH}{*}
S: 250 {!AUTH}{*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o plaintext_auth=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S*: 250-{!AUTH}{*}
S: 250 {!AUTH}{*}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
