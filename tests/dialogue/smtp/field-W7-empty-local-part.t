# An empty quoted string is a local part. No account has that name; it is not the null path.
use: alice; smtp; from ""@l.example; unknown ""@mail.example
C: RCPT TO:<"">  S: 550 5.1.1 No such account: <""@mail.example>
C: RCPT TO:<""@far.example>  S: 550 5.7.1 <""@far.example> is not in a local domain
C: RCPT TO:<@mail.example>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: to; data; text from nobody
C: MAIL FROM:<""@mail.example>  S: 530 5.7.0 Sign in to send from a local address
use: signed-in
C: MAIL FROM:<"">  S: 553 5.7.1 <""@mail.example> is not your address
use: quit
rows: SELECT account, sender FROM inbox  | alice | ""@l.example
# No alias can have that name either. Only the catch-all gets it.
sql: INSERT INTO alias VALUES ('', 'alice')
use: smtpd-greets -l
C: LHLO client.example  S: 250-mail.example speaks LMTP
use: extensions; from ""@mail.example; unknown ""@mail.example; quit
