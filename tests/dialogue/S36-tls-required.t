# With tls_required all but EHLO, NOOP, STARTTLS and QUIT is refused until TLS is on, and no password
# is asked for.
modes: step
account: alice secret
on: inet
run: smtpd -o tls_required=yes -o "starttls={again} -o interactive=none --tls"
S: 220 mail.example ESMTP pillarbox
C: HELO alice
S: 530 5.7.0 STARTTLS must come first
C: EHLO alice
S: 250-mail.example
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250-STARTTLS
S: 250 HELP
C: HELO client.example
S: 530 5.7.0 STARTTLS must come first
C: MAIL FROM:<sender@remote.example>
S: 530 5.7.0 STARTTLS must come first
C: RCPT TO:<alice>
S: 530 5.7.0 STARTTLS must come first
C: DATA
S: 530 5.7.0 STARTTLS must come first
C: RSET
S: 530 5.7.0 STARTTLS must come first
C: HELP
S: 530 5.7.0 STARTTLS must come first
C: VRFY alice
S: 530 5.7.0 STARTTLS must come first
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 530 5.7.0 STARTTLS must come first
C: AUTH LOGIN
S: 530 5.7.0 STARTTLS must come first
C: PASS secret
S: 530 5.7.0 STARTTLS must come first
C: LHLO client.example
S: 530 5.7.0 STARTTLS must come first
C: EXPN alice
S: 530 5.7.0 STARTTLS must come first
C: MAIL
S: 530 5.7.0 STARTTLS must come first
C: GARBAGE
S: 530 5.7.0 STARTTLS must come first
C: NOOP
S: 250 2.0.0 OK
C: STARTTLS
S: 220 2.0.0 Begin TLS now
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
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:@ME
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# The octets behind BDAT are not taken for commands.
on: inet
run: smtpd -o tls_required=yes -o "starttls={again} -o interactive=none --tls"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
R: BDAT 10 LAST\r\nNOOP\r\nQUIT\r\n
S: 530 5.7.0 STARTTLS must come first
# Where no TLS can begin nothing is left but to go.
run: smtpd -o tls_required=yes
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
S: 250 HELP
C: STARTTLS
S: 502 5.5.1 STARTTLS is not implemented
C: MAIL FROM:<>
S: 530 5.7.0 STARTTLS must come first
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# TLS is on.
run: smtpd -o interactive=none -o tls_required=yes --tls=implicit
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
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# LMTP is not concerned.
run: smtpd -l -o tls_required=yes
S: 220 mail.example ESMTP pillarbox
C: LHLO client.example
S: 250-mail.example speaks LMTP
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=1000
S: 250-VRFY
S: 250 HELP
C: MAIL FROM:<>
S: 250 2.1.0 Sender <> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
