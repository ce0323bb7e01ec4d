# What a wrapper in front starts: after STARTTLS without a banner, and with it where TLS begins with
# the connection. Passwords are welcome then, whatever plaintext_auth says.
account: alice secret
run: smtpd -o interactive=none -o plaintext_auth=none --tls
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: STARTTLS
S: 503 5.5.1 TLS is in use already
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none -o plaintext_auth=none --tls=implicit
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: STARTTLS
S: 503 5.5.1 TLS is in use already
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# A program for it changes nothing.
on: inet
run: smtpd -o interactive=none --tls=implicit -o "starttls={again} -o interactive=none --tls"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
C: QUIT
S: 221 2.0.0 mail.example closing the connection
