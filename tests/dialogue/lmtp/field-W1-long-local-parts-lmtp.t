# The server before LMTP has accepted the mail: a refusal here would bounce it.
use: alice; bob; smtpd-greets -l
C: LHLO client.example  S: 250-mail.example speaks LMTP
use: extensions
R: MAIL FROM:<bounces+\{100*v}=mail.example@list.example>\r\n
S: 250 2.1.0 Sender <bounces+{100*v}=mail.example@list.example> accepted
R: RCPT TO:<alice+\{60*t}@mail.example>\r\n  S: 250 2.1.5 Recipient <alice+{60*t}@mail.example> accepted
R: RCPT TO:<\{65*n}@mail.example>\r\n  S: 550 5.1.1 No such account: <{65*n}@mail.example>
R: RCPT TO:<bob+\{481*t}@mail.example>\r\n  S: 250 2.1.5 Recipient <bob+{472*t}...> accepted
R: BDAT 14 LAST\r\nSubject: hi\r\n\n  S: 550 5.6.0 The message has a NUL, or a CR or LF on its own
S: 550 5.6.0 The message has a NUL, or a CR or LF on its own
R: MAIL FROM:<\{487*a}@l.example>\r\n  S: 250 2.1.0 Sender <{479*a}...> accepted
R: RCPT TO:<alice+\{60*t}@mail.example>\r\n  S: 250 2.1.5 Recipient <alice+{60*t}@mail.example> accepted
R: BDAT 13 LAST\r\nSubject: hi\r\n  S: 250 2.0.0 Stored as {id}
use: quit
rows: SELECT account, sender FROM inbox  | alice | {487*a}@l.example
