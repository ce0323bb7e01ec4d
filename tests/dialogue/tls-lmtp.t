# LMTP is encrypted as well; its words in Received are those of RFC 3848.
modes: step
account: alice secret
on: inet
run: smtpd -l -o "starttls={again} -l --tls"
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
S: 250-STARTTLS
S: 250 HELP
C: STARTTLS
S: 220 2.0.0 Begin TLS now
C: EHLO client.example
S: 500 5.5.1 Unknown command, HELP lists them
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
rows: SELECT instr(data, CAST(' with LMTPS id ' AS BLOB)) > 0 FROM content
| 1
