# LMTP can use TLS too. Its words in Received are those of RFC 3848.
use: in-steps; alice; inet; smtpd-greets -l -o "starttls={again} -l --tls"
C: LHLO client.example  S: 250-mail.example speaks LMTP
use: all-extensions; and-starttls; starttls
C: EHLO client.example  S: 500 5.5.1 Unknown command, HELP lists the commands
C: LHLO client.example  S: 250-mail.example speaks LMTP
use: all-extensions; and-help; delivery; quit
rows: SELECT instr(data, CAST(' with LMTPS id ' AS BLOB)) > 0 FROM content  | 1
