# The protocol's name tells SMTPUTF8 and LMTP.
use: alice; smtp
C: MAIL FROM:<jürgen@remote.example> SMTPUTF8  S: 250 2.1.0 Sender <j??rgen@remote.example> accepted
use: to; data; text; quit
use: maildrop; header; trace client.example (local) | UTF8SMTP | jürgen@remote.example; rest; delete
use: pop3-quit; smtp-as-alice
C: MAIL FROM:<alice@mail.example> SMTPUTF8  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to; data; text two; quit
use: maildrop; header; trace client.example (local) | UTF8SMTPA | alice@mail.example; rest; delete
use: pop3-quit; remote; lmtp; delivery three; quit
use: maildrop; header; trace relay.example ([192.0.2.7]) | LMTP; rest; delete; pop3-quit
use: lmtp
C: MAIL FROM:<sender@remote.example> SMTPUTF8  S: 250 2.1.0 Sender <sender@remote.example> accepted
use: to
R: BDAT 15 LAST\r\nSubject: four\r\n  S: 250 2.0.0 Stored as {id}
use: quit; maildrop; header; trace relay.example (local) | UTF8LMTP; rest; delete
use: pop3-quit
