# Under TLS the peer is who it was before: from elsewhere, so there is no terminal dialect, and the
# address stands in Received. A password is accepted now.
modes: step
account: alice secret
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd -o "starttls={again} --tls"
S: 220 mail.example ESMTP pillarbox
C: EHLO bob
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
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: EHLO bob
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
L: NOOP
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT sum(instr(data, CAST('([192.0.2.7])' || char(13, 10, 9) || 'by mail.example with ESMTPS id ' AS BLOB)) > 0) FROM content
| 1
# What is on standard input is a pipe then, and still nobody local.
through: ucspi-tls
on: unix
env: TCPREMOTEIP=192.0.2.7
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: EHLO bob
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
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: EHLO bob
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
L: NOOP
S: 500 5.5.2 Lines end in CRLF and hold no NUL, CR or LF
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: one
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
rows: SELECT sum(instr(data, CAST('([192.0.2.7])' || char(13, 10, 9) || 'by mail.example with ESMTPS id ' AS BLOB)) > 0) FROM content
| 2
# Somebody local stays so too.
through: ucspi-tls
on: inet
run: smtpd
S: 220 mail.example ESMTP pillarbox
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: EHLO bob
S: 250-mail.example the next line becomes the password of new account bob
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
L: secret
S: 235 2.7.0 Account created, signed in as bob
C: QUIT
S: 221 2.0.0 mail.example closing the connection
