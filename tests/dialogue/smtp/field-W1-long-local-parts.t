# SRS, VERP, forwarding and tags make local parts longer than 64 octets. They are accepted and come back
# whole; replies and scan listings show as much as fits.
use: alice; smtp
R: MAIL FROM:<SRS0=\{65*s}=remote.example=sender@forwarder.example> SIZE=100\r\n
S: 250 2.1.0 Sender <SRS0={65*s}=remote.example=sender@forwarder.example> accepted
R: RCPT TO:<alice+\{60*t}@mail.example>\r\n  S: 250 2.1.5 Recipient <alice+{60*t}@mail.example> accepted
use: data; text
R: MAIL FROM:<\{512*s}@\{63*b}.\{63*c}.\{63*d}.\{63*e}> SIZE=100\r\n
S: 250 2.1.0 Sender <{479*s}...> accepted
R: RCPT TO:<alice+\{481*t}@mail.example>\r\n  S: 250 2.1.5 Recipient <alice+{470*t}...> accepted
use: data; text two; quit
rows: SELECT reverse_path FROM message
| SRS0={65*s}=remote.example=sender@forwarder.example
| {512*s}@{63*b}.{63*c}.{63*d}.{63*e}
use: pop3d-greets; login alice | secret | 2
C: LIST  S: +OK 2 messages, {d} octets
S: 1 {d} SRS0={65*s}=remote.example=sender@forwarder.example one
S: 2 {d} {253*s}... two
S: .
C: LIST 2  S: +OK 2 {d} {253*s}... two
use: header 2
use: trace client.example (local) | ESMTP | {512*s}@{63*b}.{63*c}.{63*d}.{63*e} | alice+{481*t}@mail.example
S: Subject: two
use: end; delete
C: RETR  S: +OK mbox follows, messages: 1
S: From {512*s}@{63*b}.{63*c}.{63*d}.{63*e} {ctime}
use: trace client.example (local) | ESMTP | {512*s}@{63*b}.{63*c}.{63*d}.{63*e} | alice+{481*t}@mail.example
S: Subject: two
S:
use: end; pop3-quit
