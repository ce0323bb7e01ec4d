use: alice; smtp
C: MAIL FROM:<@a.example,@b.example:sender@remote.example>  S: 250 2.1.0 Sender <{*}> accepted
C: RCPT TO:<@a.example,@b.example:alice@mail.example>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<@a.example:x@elsewhere.example>  S: 550 5.7.1 <{*}> is not in a local domain
C: RCPT TO:<@a.example alice@mail.example>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: data; text routed; quit
rows: SELECT account, sender FROM inbox  | alice | sender@remote.example
